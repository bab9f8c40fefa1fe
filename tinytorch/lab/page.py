"""The page that the laboratory writes, and the same for a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinytorch.grading.text import markdown, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The first line of a page, by which one is known again.
HEADING = "# The laboratory"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the row; whole numbers get their commas when written."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the page, in a file for light pages and one for dark ones."""

    name: str
    alt: str  #: what it shows, for those who do not see it
    draw: Callable[[], Figure]

    @property
    def files(self) -> tuple[str, str]:
        return f"{self.name}.png", f"{self.name}-dark.png"


@dataclass(frozen=True, slots=True)
class Section:
    """What one study has to say; the strings are paragraphs."""

    title: str
    content: tuple[str | Table | Picture, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """What was left out, and why."""

    part: str
    reason: str


Parts = Sequence[Section | Omission]


def as_markdown(parts: Parts, conditions: str, drawn: Sequence[str]) -> str:
    """Return the page.

    Parameters
    ----------
    parts : sequence of Section or Omission
    conditions : str
        With what and on what was measured.
    drawn : sequence of str
        The files of the pictures that exist.
    """
    blocks = [HEADING, conditions]
    for section in _sections(parts):
        blocks.append(f"## {section.title}")
        for item in section.content:
            match item:
                case Table(head, rows):
                    rule = ("---", *["---:"] * (len(head) - 1))
                    blocks.append(_lines([head, rule, *rows], "| ", " | ", " |"))
                case Picture(files=(light, dark), alt=alt):
                    blocks += [_picture(light, dark, alt)] if light in drawn else []
                case str():
                    blocks.append(item)
    if omitted := _omitted(parts):
        blocks += ["## Left out", "\n".join(f"- {markdown(each)}" for each in omitted)]
    return "\n\n".join(blocks) + "\n"


def as_text(parts: Parts, conditions: str, width: int) -> Iterator[str]:
    """Yield the blocks for a terminal, without the pictures."""
    yield wrapped(conditions, width, hanging="")
    for section in _sections(parts):
        yield f"\n{section.title}\n{'=' * len(section.title)}"
        for item in section.content:
            if isinstance(item, Table):
                yield f"\n{_lines([item.head, *item.rows], '', '  ', '')}\n"
            elif isinstance(item, str):
                yield wrapped(item, width, hanging="")
    if omitted := _omitted(parts):
        yield "\nLeft out\n========"
        yield from (wrapped(each, width) for each in omitted)


def files_named_in(page: str) -> set[str]:
    """Return the files of the pictures that a page shows."""
    return set(re.findall(r"[\w-]+\.png", page))


def _sections(parts: Parts) -> list[Section]:
    return [part for part in parts if isinstance(part, Section)]


def _omitted(parts: Parts) -> list[str]:
    """Return a sentence for each reason, however much was left out for it."""
    by_reason: dict[str, list[str]] = {}
    for part in parts:
        if isinstance(part, Omission):
            by_reason.setdefault(part.reason, []).append(part.part)
    return [f"{', '.join(names)}: {reason}" for reason, names in by_reason.items()]


def _picture(light: str, dark: str, alt: str) -> str:
    return (
        f'<picture>\n<source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
        f'<img src="{light}" alt="{html.escape(alt)}">\n</picture>'
    )


def _lines(rows: Sequence[Sequence[str | int]], before: str, between: str, after: str) -> str:
    """Return a table with its columns aligned: the first to the left, all others to the right."""
    cells = [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in rows]
    first, *others = (max(map(len, column)) for column in zip(*cells, strict=True))
    lines = (
        between.join([name.ljust(first), *map(str.rjust, numbers, others)])
        for name, *numbers in cells
    )
    return "\n".join((before + line + after).rstrip() for line in lines)
