"""Writes everything that a class run has to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tinytorch.course.classroom import (
    examples,
    grade_tables,
    messages,
    page,
    side_by_side,
    similarity,
)
from tinytorch.course.classroom.class_data import Result, Row, SubmissionFolder, row
from tinytorch.course.classroom.examples import Example
from tinytorch.course.classroom.feedback import feedback, write_scores
from tinytorch.course.classroom.files import Names, write
from tinytorch.course.classroom.submission_grader import ROOT, Settings, SubmissionGrader
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import Observed
from tinytorch.grading.reports import details

EXAMPLES = 3  #: shown of each mistake, each with other code
LOOKED_AT = 12  #: submissions with a mistake in which these are looked for


@dataclass(frozen=True, slots=True)
class Output:
    """Where to, and in which layouts."""

    folder: Path
    lms: str | None = None
    assignment: str = ""


@dataclass
class _Mistake:
    """What is noted of a mistake."""

    name: str
    exercises: set[str] = field(default_factory=set)
    met: dict[int, tuple[str, Observed]] = field(default_factory=dict)  #: by submission


class _Seen:
    """What is noted of the reports while they pass by."""

    def __init__(self) -> None:
        self.mistakes: dict[str, _Mistake] = {}
        self.sandbox = ""

    def note(self, number: int, result: Result) -> None:
        """Keep where each mistake was met, and what confined the code."""
        if result.report is None:
            return
        if result.report.sandbox != messages.NOTHING_RAN:
            self.sandbox = result.report.sandbox.rstrip(".")
        for exercise in result.report.exercises:
            for graded in exercise.tests:
                if graded.observed.mistake:
                    self._note(number, graded.test.exercise, graded.observed)

    def _note(self, number: int, exercise: str, observed: Observed) -> None:
        key = observed.mistake or ""
        name = observed.cause or key.replace("-", " ")
        mistake = self.mistakes.setdefault(key, _Mistake(name))
        mistake.exercises.add(exercise)
        if len(mistake.met) < LOOKED_AT:
            mistake.met.setdefault(number, (exercise, observed))


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
        mistakes = {key: _mistake(each, places, grader) for key, each in seen.mistakes.items()}
    write(folder / "similarity.html", text)
    notes = [messages.DATES_ARE_CLAIMS] if settings.deadline else []
    data = page.Class(rows, tests, mistakes, settings.seed, seen.sandbox, notes, len(pairs))
    write(folder / "report.html", page.render(data))


def _mistake(
    seen: _Mistake, places: Sequence[SubmissionFolder | None], grader: SubmissionGrader
) -> page.Mistake:
    """Return a mistake with the code of those who made it, of nobody in particular."""
    shown: dict[str, Example] = {}
    for number, (exercise, observed) in seen.met.items():
        if len(shown) < EXAMPLES:
            source = grader.sources(places[number]).get(exercise, "")
            code = examples.code(source, observed.line) if observed.line else ""
            shown.setdefault(code, Example(details.advice(observed), code))
    return page.Mistake(seen.name, sorted(seen.exercises), list(shown.values()))


def _rows(
    folder: Path, results: Iterable[Result], seen: _Seen, settings: Settings
) -> Iterator[Row]:
    names = Names()
    written = write_scores(folder / "scores.json", results, settings.seed)
    for number, result in enumerate(written):
        name = f"{names.new(result.student.identifier)}.md"
        write(folder / grade_tables.FEEDBACK / name, feedback(result))
        seen.note(number, result)
        yield row(result, name)
