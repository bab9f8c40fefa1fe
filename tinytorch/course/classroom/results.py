"""Writes everything that a class run has to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinytorch.course.classroom import (
    examples,
    grade_tables,
    messages,
    page,
    side_by_side,
    similarity,
)
from tinytorch.course.classroom.causes import Cause, causes
from tinytorch.course.classroom.class_data import Result, Row, SubmissionFolder, row
from tinytorch.course.classroom.examples import Example
from tinytorch.course.classroom.feedback import feedback, write_scores
from tinytorch.course.classroom.file_names import Names
from tinytorch.course.classroom.submission_grader import ROOT, Settings, SubmissionGrader
from tinytorch.grading.delivery import replace
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import Observed
from tinytorch.grading.reports import details

EXAMPLES = 3  #: shown of each cause, each with other code
LOOKED_AT = 12  #: submissions with a cause in which these are looked for


@dataclass(frozen=True, slots=True)
class Output:
    """Where to, and in which layouts."""

    folder: Path
    lms: str | None = None
    assignment: str = ""


class _Seen:
    """What is noted of the reports while they pass by."""

    def __init__(self) -> None:
        self.met: dict[Cause, dict[int, Observed]] = {}  #: of each cause some, by submission
        self.sandbox = ""

    def note(self, number: int, result: Result) -> None:
        """Keep where each cause was met, and what confined the code."""
        if result.report is None:
            return
        if result.report.sandbox != messages.NOTHING_RAN:
            self.sandbox = result.report.sandbox.rstrip(".")
        for cause, observed in causes(result.report):
            met = self.met.setdefault(cause, {})
            if len(met) < LOOKED_AT:
                met[number] = observed


def write_all(
    output: Output,
    results: Iterable[Result],
    places: Sequence[SubmissionFolder | None],
    settings: Settings,
) -> None:
    """Write scores, feedback, tables and pages.

    Parameters
    ----------
    output : Output
    results : iterable of Result
        In the order of the class list; looked at once.
    places : sequence of SubmissionFolder or None
        Where each submission lies, to show lines of it.
    settings : Settings
    """
    folder, seen = output.folder, _Seen()
    rows = list(_rows(folder, results, seen, settings))
    tests = catalogue.read(ROOT)
    possible = sum(test.points for test in tests)
    grade_tables.write_grades(folder / "grades.csv", rows)
    grade_tables.write_matrix(folder / "matrix.csv", rows, tests)
    if output.lms:
        path = folder / f"{output.lms}.csv"
        grade_tables.write_lms(path, rows, output.lms, output.assignment, possible)
    pairs = similarity.pairs(rows)
    where = {id(row): place for row, place in zip(rows, places, strict=True)}
    with SubmissionGrader(settings) as grader:
        text = side_by_side.render(pairs, rows, lambda row: grader.sources(where[id(row)]))
        shown = {cause: _examples(met, places, grader) for cause, met in seen.met.items()}
    replace(text, folder / "similarity.html")
    notes = [messages.DATES_ARE_CLAIMS] if settings.deadline else []
    data = page.Class(rows, tests, shown, settings.seed, seen.sandbox, notes, len(pairs))
    replace(page.render(data), folder / "report.html")


def _examples(
    met: dict[int, Observed], places: Sequence[SubmissionFolder | None], grader: SubmissionGrader
) -> list[Example]:
    """Return the code of those who met a cause, of nobody in particular."""
    shown: dict[str, Example] = {}
    for number, observed in met.items():
        if len(shown) < EXAMPLES:
            folder = (observed.path or "").split("/")[-2:][0]
            source = grader.sources(places[number]).get(folder, "")
            code = examples.code(source, observed.line) if observed.line else ""
            told = examples.message(details.advice(observed))
            shown.setdefault(code, Example(told, code))
    return list(shown.values())


def _rows(
    folder: Path, results: Iterable[Result], seen: _Seen, settings: Settings
) -> Iterator[Row]:
    names = Names()
    written = write_scores(folder / "scores.json", results, settings.seed)
    for number, result in enumerate(written):
        name = f"{names.new(result.student.identifier)}.md"
        replace(feedback(result), folder / grade_tables.FEEDBACK / name)
        seen.note(number, result)
        yield row(result, name)
