"""Reads and writes CSV: bounded, in the dialects that spreadsheets write, and without formulas."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.grading.delivery import replacing
from tinytorch.grading.model import GradingError
from tinytorch.grading.text import guarded, one_line, visible

MAX_BYTES = 10 * 1024 * 1024

#: Written, so that spreadsheets know the encoding.
ENCODING = "utf-8-sig"


Lines = list[tuple[int, dict[str, str]]]

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  #: how zips, workbooks among them, begin


def read(path: Path) -> Lines:
    """Return the lines of a CSV file, each with its number in an editor, and by column.

    The names of the columns stand in the first line that holds something.

    Raises
    ------
    GradingError
        The file cannot be read, is no text, or holds no line below its headings.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise GradingError(messages.unreadable(path, error.strerror or str(error))) from None
    if len(content) > MAX_BYTES:
        raise GradingError(messages.unreadable(path, f"it has more than {MAX_BYTES:,} bytes"))
    if content.startswith(_BINARY):
        raise GradingError(
            f"{messages.quoted(path)} is a workbook or a zip, not a CSV: save it as CSV in the "
            "program it came from."
        )
    text = unicodedata.normalize("NFC", _decoded(content))
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise GradingError(messages.unreadable(path, str(error))) from None
    if not lines:
        raise GradingError(
            f"{messages.quoted(path)} lists nobody: it needs a line of headings and then a line "
            "for each student."
        )
    return lines


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    head = next((line for line in text.splitlines() if line.strip(',;\t "')), "")
    told = re.fullmatch(r'"?sep=(.)"?', head.strip(), re.IGNORECASE)  # Excel's own first line
    delimiter = told[1] if told else max(",;\t", key=head.count)
    names: list[str] | None = [] if told else None
    before = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        number, before = before + 1, reader.line_num  # a quoted cell may fill several lines
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not names:
            names = cells if names is None else None  # what tells the separator names nothing
            continue
        filled = cells + [""] * (len(names) - len(cells))
        yield number, dict(zip(names, filled, strict=False))


def _decoded(content: bytes) -> str:
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16", "replace")
    if content[1:2] == b"\0":
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what Excel writes in the West


class Own(str):
    """A text that an import must find as it was exported: no apostrophe is put before it."""


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
    text = one_line(visible(str(value)))
    # An identifier such as -ada is no formula, and another one than '-ada.
    return (
        text if isinstance(value, Own) and re.fullmatch(r"[-+@]?[\w.@-]*", text) else guarded(text)
    )


def column(names: Iterable[str], wanted: Iterable[str]) -> str | None:
    """Return the first of the wanted columns that is there, whatever its case and signs."""
    known = {plain(name): name for name in names}
    return next((known[plain(name)] for name in wanted if plain(name) in known), None)


def plain(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))
