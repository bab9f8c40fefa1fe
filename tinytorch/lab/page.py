"""Writes what was measured as one Markdown page, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tinytorch.grading.text import markdown, wrapped
from tinytorch.lab.attempts import Omission
from tinytorch.lab.tables import Table, as_markdown, as_text


@dataclass(frozen=True, slots=True)
class Picture:
    """A file beside the page, and what it shows for those who do not see it."""

    file: str
    alt: str


Content = str | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """What one measurement has to say."""

    title: str
    content: tuple[Content, ...]


def as_markdown_page(
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
        blocks += filter(None, (_block(item, drawn) for item in section.content))
    return "\n\n".join(blocks) + "\n"


def _block(item: Content, drawn: Sequence[str]) -> str:
    match item:
        case Table():
            return as_markdown(item)
        case Picture(file, alt):
            return f"![{markdown(alt)}]({file})" if file in drawn else ""
    return item


def as_terminal_text(
    sections: Iterable[Section | Omission], conditions: str, width: int
) -> Iterator[str]:
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
                yield f"\n{as_text(item)}\n"
            elif isinstance(item, str):
                yield wrapped(item, width, hanging="")
