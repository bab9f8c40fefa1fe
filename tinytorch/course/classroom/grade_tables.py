"""The tables of a class: grades, the matrix of outcomes, and what the LMS imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tinytorch.course.classroom import csv_files
from tinytorch.course.classroom.class_data import Row, Status
from tinytorch.grading.model import EXERCISES, GradedTest

FEEDBACK = "feedback"  #: the folder of the students' files


def write_grades(path: Path, rows: Sequence[Row]) -> None:
    """Write one line a student: points, commit, and where to look again."""
    head = [
        "identifier", "name", "commit", "commit time",
        *(exercise.folder for exercise in EXERCISES),
        "total", "flags", "problem", "feedback",
    ]  # fmt: skip
    csv_files.write(path, head, map(_grades, rows))


def _grades(row: Row) -> list[object]:
    nothing = 0 if row.outturn.status is Status.MISSING else None
    points = row.exercises or [nothing] * len(EXERCISES)
    return [
        row.student.identifier,
        row.student.name,
        row.outturn.commit.name,
        row.outturn.commit.time,
        *points,
        row.earned,
        "; ".join(row.flags),
        row.outturn.problem,
        f"{FEEDBACK}/{row.feedback}",
    ]


def write_matrix(path: Path, rows: Sequence[Row], tests: Sequence[GradedTest]) -> None:
    """Write one line a student, one column a test: how it ended."""
    head = ["identifier", *(test.nodeid.removeprefix("exercises/") for test in tests)]
    lines = (
        [row.student.identifier, *(outcome.value for outcome in row.outcomes)]
        for row in rows
        if row.graded
    )
    csv_files.write(path, head, lines)


def write_lms(path: Path, rows: Sequence[Row], layout: str, assignment: str, points: int) -> None:
    """Write what an LMS imports; a student without a submission keeps the cell as it is there."""
    handed = [row for row in rows if row.student.on_roster and row.graded]
    head, *lines = LAYOUTS[layout](handed, assignment, points)
    csv_files.write(path, head, lines)


def _canvas(rows: Sequence[Row], assignment: str, points: int) -> Iterator[list[object]]:
    """Give the columns of Canvas's own export; it finds students by these, and sections."""
    known = ("ID", "SIS User ID", "SIS Login ID", "Section")
    yield ["Student", *known, assignment]
    yield ["Points Possible", *[""] * len(known), points]
    for row in rows:
        cells = [_column(row, name) for name in known]
        if not any(cells[:3]):
            cells[2] = row.student.identifier
        cells[3] = cells[3] or row.student.section
        yield [row.student.name or row.student.identifier, *cells, row.earned]


def _moodle(rows: Sequence[Row], assignment: str, points: int) -> Iterator[list[object]]:
    """Give columns that Moodle's import maps: one that identifies, the grade, the feedback."""
    yield ["Username", "ID number", "Email address", assignment, f"{assignment} (feedback)"]
    for row in rows:
        cells = [
            _column(row, "Username", "SIS Login ID") or row.student.identifier,
            _column(row, "ID number", "SIS User ID"),
            _column(row, "Email address", "Email"),
        ]
        # An import of grades without feedback would empty the feedback.
        names = [exercise.name for exercise in EXERCISES]
        each = ", ".join(f"{n} {p}" for n, p in zip(names, row.exercises, strict=True))
        yield [*cells, row.earned, f"{row.earned} of {points} points: {each}."]


def _column(row: Row, *names: str) -> str:
    name = csv_files.column(row.student.columns, names)
    return row.student.columns[name] if name else ""


#: How each LMS wants its table: rows, the assignment's name and the points possible to lines.
LAYOUTS: dict[str, Callable[[Sequence[Row], str, int], Iterator[list[object]]]] = {
    "canvas": _canvas,
    "moodle": _moodle,
}
