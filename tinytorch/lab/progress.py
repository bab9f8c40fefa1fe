"""A bar on stderr while something takes its time; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

_CELLS = 24


def track(items: Sequence[Item], doing: str) -> Iterator[Item]:
    """Yield the items, and show on a terminal how many of them are done."""
    if not sys.stderr.isatty():
        yield from items
        return
    try:
        for done, item in enumerate(items):
            filled = _CELLS * done // len(items)
            bar = "#" * filled + "." * (_CELLS - filled)
            print(f"\r\x1b[K[{bar}] {doing}", end="", file=sys.stderr, flush=True)
            yield item
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
