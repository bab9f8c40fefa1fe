"""The page that the laboratory writes, and the same for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tinytorch.grading.text import markdown, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Table:
    """A table of strings; the first column names the row, all others hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A file beside the page."""

    file: str
    alt: str  #: what it shows, for those who do not see it
    draw: Callable[[], Figure]


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


def as_markdown(
    sections: Iterable[Section | Omission], conditions: str, drawn: Sequence[str]
) -> str:
    """Return the page.

    Parameters
    ----------
    sections : iterable of Section or Omission
    conditions : str
        With what and on what was measured.
    drawn : sequence of str
        The files of the pictures that exist.
    """
    blocks = ["# The laboratory", conditions]
    for section in sections:
        if isinstance(section, Omission):
            blocks += [f"## {section.part}", f"Left out: {markdown(section.reason)}"]
            continue
        blocks.append(f"## {section.title}")
        for item in section.content:
            match item:
                case Table(head, rows):
                    rule = ("---", *["---:"] * (len(head) - 1))
                    blocks.append(_lines([head, rule, *rows], "| ", " | ", " |"))
                case Picture(file, alt):
                    blocks += [f"![{markdown(alt)}]({file})"] if file in drawn else []
                case str():
                    blocks.append(item)
    return "\n\n".join(blocks) + "\n"


def as_text(sections: Iterable[Section | Omission], conditions: str, width: int) -> Iterator[str]:
    """Yield the blocks for a terminal, without the pictures."""
    yield wrapped(conditions, width, hanging="")
    for section in sections:
        if isinstance(section, Omission):
            omission = f"{section.part}, left out: {section.reason}"
            yield "\n" + wrapped(omission, width, hanging="")
            continue
        yield f"\n{section.title}\n{'=' * len(section.title)}"
        for item in section.content:
            if isinstance(item, Table):
                yield f"\n{_lines([item.head, *item.rows], '', '  ', '')}\n"
            elif isinstance(item, str):
                yield wrapped(item, width, hanging="")


def _lines(rows: Sequence[Sequence[str]], before: str, between: str, after: str) -> str:
    """Return a table with its columns aligned: the first to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        before
        + between.join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + after
        for row in rows
    )
