"""Writes everything that a class run has to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinytorch.grading import catalogue
from tinytorch.grading.classroom import marks, messages, page, sides, similarity
from tinytorch.grading.classroom.feedback import feedback, write_scores
from tinytorch.grading.classroom.files import Names, write
from tinytorch.grading.classroom.grade import ROOT, Grader, Settings
from tinytorch.grading.classroom.model import Place, Result, Row, row
from tinytorch.grading.model import Observed
from tinytorch.grading.reports import details

EXAMPLES = 3  #: messages shown of each mistake, each of another test


@dataclass(frozen=True, slots=True)
class Output:
    """Where to, and in which layouts."""

    folder: Path
    lms: str | None = None
    assignment: str = ""


class _Seen:
    """What is noted of the reports while they pass by."""

    def __init__(self) -> None:
        self.examples: dict[str, dict[str, str]] = {}  #: of each mistake, by test
        self.names: dict[str, str] = {}
        self.sandbox = ""

    def note(self, result: Result) -> None:
        """Keep some messages of each mistake, and what confined the code."""
        if result.report is None:
            return
        if result.report.sandbox != messages.NOTHING_RAN:
            self.sandbox = result.report.sandbox.rstrip(".")
        for exercise in result.report.exercises:
            for graded in exercise.tests:
                if graded.observed.mistake:
                    self._note(graded.observed, graded.observed.mistake)

    def _note(self, observed: Observed, mistake: str) -> None:
        kept = self.examples.setdefault(mistake, {})
        if len(kept) < EXAMPLES and observed.nodeid not in kept:
            kept[observed.nodeid] = details.advice(observed)
        if mistake not in self.names:
            self.names[mistake] = observed.cause or mistake.replace("-", " ")


def write_all(
    output: Output,
    results: Iterable[Result],
    places: Sequence[Place | None],
    settings: Settings,
) -> None:
    """Write scores, feedback, tables and pages.

    Parameters
    ----------
    output : Output
    results : iterable of Result
        In the order of the class list; looked at once.
    places : sequence of Place or None
        Where each submission lies, to show lines of it.
    settings : Settings
    """
    folder, seen = output.folder, _Seen()
    rows = list(_rows(folder, results, seen, settings))
    tests = catalogue.read(ROOT)
    possible = sum(test.points for test in tests)
    marks.write_grades(folder / "grades.csv", rows)
    marks.write_matrix(folder / "matrix.csv", rows, tests)
    if output.lms:
        path = folder / f"{output.lms}.csv"
        marks.write_lms(path, rows, output.lms, output.assignment, possible)
    pairs = similarity.pairs(rows)
    where = {id(row): place for row, place in zip(rows, places, strict=True)}
    with Grader(settings) as grader:
        text = sides.render(pairs, rows, lambda row: grader.sources(where[id(row)]))
    write(folder / "similarity.html", text)
    notes = [messages.DATES_ARE_CLAIMS] if settings.deadline else []
    examples = {mistake: list(texts.values()) for mistake, texts in seen.examples.items()}
    data = page.Class(
        rows, tests, seen.names, examples, settings.seed, seen.sandbox, notes, len(pairs)
    )
    write(folder / "report.html", page.render(data))


def _rows(
    folder: Path, results: Iterable[Result], seen: _Seen, settings: Settings
) -> Iterator[Row]:
    names = Names()
    for result in write_scores(folder / "scores.json", results, settings.seed):
        name = f"{names.new(result.student.identifier)}.md"
        write(folder / marks.FEEDBACK / name, feedback(result))
        seen.note(result)
        yield row(result, name)
