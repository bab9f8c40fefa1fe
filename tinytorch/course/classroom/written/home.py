"""Takes feedback home: zips that an LMS hands out, and a list for letters."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tinytorch.course.classroom import csv_files
from tinytorch.course.classroom.class_data import Row
from tinytorch.course.classroom.handed_in.roster import cells
from tinytorch.course.classroom.written.grade_tables import FEEDBACK

_MAIL = ("email address", "email", "e-mail", "e-mail-adresse", "adresse de courriel")
_MOODLE = "_assignsubmission_"


def write(folder: Path, rows: Sequence[Row]) -> None:
    """Write ``mail.csv`` and, where the work came from an LMS, the zip that it takes back."""
    head = ["email", "identifier", "name", "points", "feedback"]
    csv_files.write(folder / "mail.csv", head, map(_letter, rows))
    moodle = [row for row in rows if _MOODLE in row.returned]
    _zip(folder / "feedback-moodle.zip", folder, ((f"{r.returned}/feedback.md", r) for r in moodle))
    canvas = [row for row in rows if row.returned.endswith("_") and _MOODLE not in row.returned]
    _zip(folder / "feedback-canvas.zip", folder, ((f"{r.returned}feedback.md", r) for r in canvas))


def _letter(row: Row) -> list[object]:
    address = next(iter(cells(row.student.columns, _MAIL)), "")
    if not address and "@" in row.student.identifier:
        address = row.student.identifier
    student = row.student
    return [csv_files.Own(address), student.identifier, student.name, row.final, row.letter]


def _zip(path: Path, folder: Path, members: Iterable[tuple[str, Row]]) -> None:
    """Replace a zip of feedback; without any, there is none."""
    temporary = path.with_suffix(".tmp")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as file:
        for name, row in dict(members).items():  # a team has one
            file.write(folder / FEEDBACK / row.feedback, name)
        empty = not file.namelist()
    if empty:
        temporary.unlink()
        path.unlink(missing_ok=True)
    else:
        temporary.replace(path)
