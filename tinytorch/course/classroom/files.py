"""Writes files in one step, under names that every platform can hold."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tinytorch.course.classroom import messages
from tinytorch.grading.model import GradingError

MAX_NAME = 100  #: bytes; file systems take 255, and an ending and a number are added

#: Windows opens a device for these, whatever the ending.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"}
_DEVICES |= {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}


@contextmanager
def replacing(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Give a file to write that takes the place of `path` once it is complete.

    Raises
    ------
    GradingError
        The file cannot be written.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding=encoding, newline="\n") as file:
            yield file
        temporary.replace(path)
    except OSError as error:
        raise GradingError(messages.unwritable(path, error.strerror or str(error))) from None
    finally:
        with suppress(OSError):
            temporary.unlink()


def write(path: Path, text: str) -> None:
    """Replace a file by `text`."""
    with replacing(path) as file:
        file.write(text)


def safe_name(text: str) -> str:
    """Return a name for a file that holds nothing but letters, digits and ``. _ - @ +``."""
    normal = unicodedata.normalize("NFC", text)
    name = "".join(c if c.isalnum() or c in "._-@+" else "_" for c in normal).strip(". ")
    if name.partition(".")[0].casefold() in _DEVICES:
        name = f"_{name}"
    return name.encode("utf-8")[:MAX_NAME].decode("utf-8", "ignore").rstrip(". ") or "_"


class Names:
    """Gives safe names, no two of which differ by case alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, text: str) -> str:
        """Return a name for a text that has not been given yet."""
        base = name = safe_name(text)
        number = 1
        while _folded(name) in self._taken:
            number += 1
            name = f"{base}~{number}"
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
