"""Writes everything that a class run has to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.course.classroom import messages
from tinytorch.course.classroom.causes import Cause, causes
from tinytorch.course.classroom.class_data import Result, Row, SubmissionFolder, row
from tinytorch.course.classroom.counted.rules import Rules
from tinytorch.course.classroom.graded import cache
from tinytorch.course.classroom.graded.submission_grader import Settings, SubmissionGrader
from tinytorch.course.classroom.written import (
    class_page,
    comparing,
    examples,
    exporting,
    grade_tables,
    home,
    private,
    side_by_side,
    similarity,
)
from tinytorch.course.classroom.written.examples import Example
from tinytorch.course.classroom.written.feedback import feedback, letter, write_scores
from tinytorch.course.classroom.written.file_names import Names, safe_name
from tinytorch.grading.delivery import replace
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import GradedTest, Observed
from tinytorch.grading.reports import details

_DATES_ARE_CLAIMS = (
    "The commit in force was chosen by the commit dates, which are the student's word: whoever "
    "sets the clock back moves a commit before a deadline. Times of pushes are known to GitHub."
)

LOOKED_AT = 12  #: submissions with a cause in which these are looked for

Placed = tuple[Result, SubmissionFolder | None]


@dataclass(frozen=True, slots=True)
class Output:
    """Where to, in which layouts, and compared with what."""

    folder: Path
    lms: str | None = None
    assignment: str = ""
    compare: Path | None = None
    against: Sequence[Path] = field(default=())
    export: Path | None = None


class _Seen:
    """What is noted of the reports while they pass by."""

    def __init__(self) -> None:
        self.places: list[SubmissionFolder | None] = []
        self.met: dict[Cause, dict[int, Observed]] = {}  #: of each cause some, by submission
        self.sandbox = ""

    def note(self, results: Iterable[Placed]) -> Iterator[Result]:
        """Hand the results on; keep where each cause was met, and what confined the code."""
        for number, (result, place) in enumerate(results):
            self.places.append(place)
            if result.report is not None:
                self._note(number, result)
            yield result

    def _note(self, number: int, result: Result) -> None:
        assert result.report is not None
        if result.report.sandbox != messages.NOTHING_RAN:
            self.sandbox = result.report.sandbox.rstrip(".")
        for cause, observed in causes(result.report):
            met = self.met.setdefault(cause, {})
            if len(met) < LOOKED_AT:
                met[number] = observed


def write_all(
    output: Output, results: Iterable[Placed], rules: Rules, settings: Settings
) -> list[Row]:
    """Write scores, feedback, tables and pages, and return what is known of each student.

    Parameters
    ----------
    output : Output
    results : iterable of (Result, SubmissionFolder or None)
        In the order of the class list, each with where it lies; looked at once.
    rules : Rules
    settings : Settings
    """
    seen = _Seen()
    rows = list(_rows(output.folder, seen.note(results), settings))
    tests = catalogue.read(ROOT)
    possible = sum(test.points for test in tests)
    origin = grade_tables.Origin(cache.release(ROOT), settings.seed, rules.label)
    _write_tables(output, rows, tests, origin, worth_zero=rules.missing == "zero")
    grader = SubmissionGrader(settings)
    places, alike = _write_similar(output, rows, seen.places, grader)
    data = class_page.Class(
        rows,
        tests,
        {cause: _examples(met, places, grader) for cause, met in seen.met.items()},
        settings.seed,
        seen.sandbox,
        [_DATES_ARE_CLAIMS] if rules.at or rules.deadline else [],
        alike,
    )
    replace(class_page.render(data), output.folder / "report.html")
    since = private.standing(output.folder, rows, output.compare)
    replace(private.render(rows, possible, since), output.folder / "private.html")
    _write_sections(output.folder, data, possible, since, origin)
    return rows


def _write_tables(
    output: Output,
    rows: Sequence[Row],
    tests: Sequence[GradedTest],
    origin: grade_tables.Origin,
    *,
    worth_zero: bool,
) -> None:
    """Write what is imported, sent home or compared; what is missing may be worth zero."""
    folder = output.folder
    grade_tables.write_grades(folder / "grades.csv", rows, origin)
    grade_tables.write_matrix(folder / "matrix.csv", rows, tests)
    home.write(folder, rows)
    if output.lms:
        possible = sum(test.points for test in tests)
        wanted = grade_tables.Import(output.assignment, possible, 0 if worth_zero else None)
        grade_tables.write_lms(folder / f"{output.lms}.csv", rows, output.lms, wanted)
    if output.compare:
        comparing.write(folder, output.compare)


def _write_similar(
    output: Output,
    rows: Sequence[Row],
    places: Sequence[SubmissionFolder | None],
    grader: SubmissionGrader,
) -> tuple[list[SubmissionFolder | None], int]:
    """Write what is alike; return where all lies that was compared, and how much is alike."""
    earlier = similarity.earlier(output.against, grader)
    found = similarity.similar(rows, earlier)
    every = [*places, *(each.place for each in earlier)]

    def sources(number: int) -> dict[str, str]:
        return grader.sources(every[number])

    replace(
        side_by_side.render(found, [*rows, *earlier], sources), output.folder / "similarity.html"
    )
    if output.export:
        exporting.write(output.export, rows, sources)
    return every, len(found.pairs) + len(found.clusters)


def _write_sections(
    folder: Path,
    data: class_page.Class,
    possible: int,
    since: private.Since,
    origin: grade_tables.Origin,
) -> None:
    """Write a page and a table for each section, for who teaches it."""
    names = sorted({row.student.section for row in data.rows} - {""})
    for name in names if len(names) > 1 else ():
        rows = [row for row in data.rows if row.student.section == name]
        own = folder / "sections" / safe_name(name)
        grade_tables.write_grades(own / "grades.csv", rows, origin)
        title = f"TinyTorch Layers: {name}"
        section = class_page.Class(
            rows, data.tests, data.examples, data.seed, data.sandbox, data.notes, title=title
        )
        replace(class_page.render(section), own / "report.html")
        text = private.render(rows, possible, since, title=name, up="../../")
        replace(text, own / "private.html")


def _examples(
    met: dict[int, Observed], places: Sequence[SubmissionFolder | None], grader: SubmissionGrader
) -> list[Example]:
    """Return the code of those who met a cause, of nobody in particular."""
    shown: dict[str, Example] = {}
    for number, observed in met.items():
        if len(shown) < examples.SHOWN:
            folder = observed.nodeid.split("/")[1]
            source = grader.sources(places[number]).get(folder, "")
            code = examples.code(source, observed.line) if observed.line else ""
            told = examples.message(details.advice(observed))
            shown.setdefault(code, Example(told, code))
    return list(shown.values())


def _rows(folder: Path, results: Iterable[Result], settings: Settings) -> Iterator[Row]:
    names = Names()
    for result in write_scores(folder / "scores.json", results, settings.seed):
        name = f"{names.new(result.student.identifier)}.md"
        replace(feedback(result), folder / grade_tables.FEEDBACK / name)
        yield row(result, name, letter(result))
