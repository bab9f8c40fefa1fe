"""The tables of a class: grades, the matrix of outcomes, and what an LMS imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinytorch.course.classroom import csv_files
from tinytorch.course.classroom.class_data import Row, Status
from tinytorch.course.classroom.csv_files import Own
from tinytorch.course.classroom.handed_in.roster import cells
from tinytorch.grading.model import EXERCISES, GradedTest

FEEDBACK = "feedback"  #: the folder of the students' files


@dataclass(frozen=True, slots=True)
class Origin:
    """By what a table was made."""

    release: str
    seed: int
    rules: str


def write_grades(path: Path, rows: Sequence[Row], origin: Origin) -> None:
    """Write one line a student: points, what the rules made of them, and where to look again."""
    head = [
        "identifier", "name", "section", "team", "commit", "time", "hours late",
        *(exercise.folder for exercise in EXERCISES),
        "raw", "late deduction", "total", "flags", "problem", "by hand", "feedback",
        "release", "seed", "rules",
    ]  # fmt: skip
    made_by = (origin.release, origin.seed, origin.rules)
    csv_files.write(path, head, ([*_grades(row), *made_by] for row in rows))


def _grades(row: Row) -> list[object]:
    nothing = 0 if row.outturn.status is Status.MISSING else None
    points = row.exercises or [nothing] * len(EXERCISES)
    student, marks = row.student, row.marks
    by_hand = [f"{each.text}: {each.why} ({each.who})" for each in marks.changes]
    by_hand += [f"{each.text} ({each.who})" for each in marks.notes]
    return [
        student.identifier, student.name, student.section, student.team,
        row.outturn.commit.name, row.outturn.time, marks.hours_late,
        *points,
        row.earned, marks.deduction or None, row.final, "; ".join(row.flags), row.outturn.problem,
        "; ".join(by_hand), f"{FEEDBACK}/{row.feedback}",
    ]  # fmt: skip


def write_matrix(path: Path, rows: Sequence[Row], tests: Sequence[GradedTest]) -> None:
    """Write one line a student, one column a test: how it ended."""
    head = ["identifier", *(test.nodeid.removeprefix("exercises/") for test in tests)]
    lines = (
        [row.student.identifier, *(outcome.value for outcome in row.outcomes)]
        for row in rows
        if row.graded
    )
    csv_files.write(path, head, lines)


@dataclass(frozen=True, slots=True)
class Import:
    """What an LMS wants to know of an assignment."""

    title: str
    points: int
    missing: int | None  #: what stands for a student who handed nothing in; None: nothing


def write_lms(path: Path, rows: Sequence[Row], layout: str, wanted: Import) -> None:
    """Write what an LMS imports: everybody on the list, those without a submission by the rule."""
    listed = [row for row in rows if row.student.on_roster]
    head, *lines = LAYOUTS[layout](listed, wanted)
    csv_files.write(path, [Own(name) for name in head], lines)


def _points(row: Row, wanted: Import) -> int | None:
    # Points that a rule gives to somebody without a submission come first.
    unchanged = row.outturn.status is Status.MISSING and not row.marks.changes
    return wanted.missing if unchanged else row.final


def _canvas(rows: Sequence[Row], wanted: Import) -> Iterator[list[object]]:
    """Give the columns of Canvas's own export; it finds students by these, and sections."""
    known = ("ID", "SIS User ID", "SIS Login ID", "Section")
    yield ["Student", *known, wanted.title]
    yield ["Points Possible", *[""] * len(known), wanted.points]
    for row in rows:
        own = [_own(row, name) for name in known]
        if not any(own[:3]):
            own[2] = Own(row.student.identifier)
        own[3] = own[3] or Own(row.student.section)
        yield [row.student.name or row.student.identifier, *own, _points(row, wanted)]


def _moodle(rows: Sequence[Row], wanted: Import) -> Iterator[list[object]]:
    """Give columns that Moodle's import maps: what identifies, the grade, the feedback.

    Where the list is Moodle's grading worksheet, its own columns are filled in.
    """
    columns = list(rows[0].student.columns) if rows else []
    grade = csv_files.column(columns, ("Grade", "Bewertung", "Note", "Calificación"))
    comment = csv_files.column(
        columns, ("Feedback comments", "Feedback als Kommentar", "Feedback par commentaires")
    )
    if grade is not None and csv_files.column(columns, ("Identifier", "ID", "Identifiant")):
        yield list(columns)
        for row in rows:
            filled = {grade: _points(row, wanted), **({comment: row.letter} if comment else {})}
            yield [filled.get(name, Own(row.student.columns[name])) for name in columns]
        return
    yield ["Username", "ID number", "Email address", "Grade", "Feedback"]
    for row in rows:
        own = [
            _own(row, "Username", "SIS Login ID", "Anmeldename", "Nutzername")
            or Own(row.student.identifier),
            _own(row, "ID number", "SIS User ID", "ID-Nummer", "Matrikelnummer"),
            _own(row, "Email address", "Email", "E-Mail-Adresse", "Adresse de courriel"),
        ]
        # An import of grades without feedback would empty the feedback.
        yield [*own, _points(row, wanted), row.letter]


def _own(row: Row, *names: str) -> Own:
    return Own(next(iter(cells(row.student.columns, names)), ""))


#: How each LMS wants its table.
LAYOUTS: dict[str, Callable[[Sequence[Row], Import], Iterator[list[object]]]] = {
    "canvas": _canvas,
    "moodle": _moodle,
}
TITLED = {"canvas"}  #: those that find the assignment by its title
