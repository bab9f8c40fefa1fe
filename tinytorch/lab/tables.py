"""A table of strings, and its two forms: for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the row; all others hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_text(table: Table) -> str:
    """Return the table with its columns aligned."""
    lines = [table.head, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(_aligned(line, widths)).rstrip() for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    for index, (cell, width) in enumerate(zip(line, widths, strict=True)):
        yield cell.rjust(width) if index else cell.ljust(width)


def as_markdown(table: Table) -> str:
    """Return the table in GitHub's Markdown."""
    rule = ("---", *["---:"] * (len(table.head) - 1))
    return "\n".join(f"| {' | '.join(line)} |" for line in (table.head, rule, *table.rows))
