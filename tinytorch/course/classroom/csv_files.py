"""Reads and writes CSV: bounded, in the dialects that spreadsheets write, and without formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.grading.delivery import replacing
from tinytorch.grading.model import GradingError
from tinytorch.grading.text import guarded, one_line, visible

MAX_BYTES = 10 * 1024 * 1024

#: Written, so that spreadsheets know the encoding.
ENCODING = "utf-8-sig"


def read(path: Path) -> list[dict[str, str]]:
    """Return the lines of a CSV file as dictionaries, by the names in its first line.

    Raises
    ------
    GradingError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise GradingError(messages.unreadable(path, error.strerror or str(error))) from None
    if len(content) > MAX_BYTES:
        raise GradingError(messages.unreadable(path, f"it has more than {MAX_BYTES:,} bytes"))
    text = _decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [_line(row) for row in reader]
    except csv.Error as error:
        raise GradingError(messages.unreadable(path, str(error))) from None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel writes in the West


def _line(row: Mapping[str | None, object]) -> dict[str, str]:
    """Return the named cells of a line; those beyond the first line's have no name."""
    return {name: str(cell or "").strip() for name, cell in row.items() if name is not None}


def write(path: Path, head: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Replace a CSV file; no cell of text can be a formula."""
    with replacing(path, encoding=ENCODING) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([cell(name) for name in head])
        writer.writerows([cell(value) for value in row] for row in rows)


def cell(value: object) -> object:
    """Return a cell in one line; a text that would be a formula is led by an apostrophe."""
    if value is None or isinstance(value, (int, float)):
        return "" if value is None else value
    return guarded(one_line(visible(str(value))))


def column(names: Iterable[str], wanted: Iterable[str]) -> str | None:
    """Return the first of the wanted columns that is there, whatever its case and signs."""
    known = {plain(name): name for name in names}
    return next((known[plain(name)] for name in wanted if plain(name) in known), None)


def plain(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def numbered(rows: Sequence[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row with its line; the first line holds the names."""
    return enumerate(rows, start=2)
