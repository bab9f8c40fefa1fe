"""Every submission gets what it deserves, in every exercise, and can make nothing of its report."""

import re

import pytest

from tests.conftest import EVERYTHING
from tests.hostile import made
from tests.hostile.conftest import Graded
from tests.hostile.corpus import CASES, HERE, Case, reference
from tinytorch.grading.model import Graded as Row
from tinytorch.grading.model import Report
from tinytorch.grading.reports import FORMATS

PER_CASE = pytest.mark.parametrize("case", CASES if EVERYTHING else CASES[::5], ids=str)
MAX_MESSAGE, MAX_OUTPUT = 2_000, 60_000


@PER_CASE
def test_it_gets_what_it_deserves(case: Case, graded: Graded) -> None:
    report = graded(case)

    own = next(part for part in report.exercises if part.exercise == case.exercise)
    assert {row.test.nodeid for row in own.tests if row.passed} == case.passes
    assert own.earned == case.earns


@PER_CASE
def test_other_exercises_lose_only_what_needs_it(case: Case, graded: Graded) -> None:
    rows = [row for part in graded(case).exercises for row in part.tests if not row.passed]

    lost = [row.test for row in rows if row.test.exercise != case.exercise.folder]
    if case.name == "circular_import":  # its other half is a fault in the other exercise
        lost = [test for test in lost if test.exercise != "04_sequential"]
    assert [test.title for test in lost if case.exercise.number not in test.title] == []
    assert len(lost) == case.elsewhere or not EVERYTHING
    assert len(lost) <= case.elsewhere


@PER_CASE
def test_it_is_told_why(case: Case, graded: Graded) -> None:
    report = graded(case)

    unmet = [row.observed for row in _own(case, report) if not row.passed]
    assert {each.outcome.value for each in unmet} <= case.outcomes, [each.message for each in unmet]
    assert any(case.says in told for told in [*(each.message for each in unmet), *report.notes, ""])


@PER_CASE
def test_its_report_is_harmless(case: Case, graded: Graded) -> None:
    report = graded(case)

    for row in _own(case, report):
        assert len(row.observed.message) <= MAX_MESSAGE
        assert row.observed.message.replace("\n", "").isprintable()
        assert len(row.observed.output) <= MAX_OUTPUT
    for name, render in FORMATS.items():
        lines = render(report).splitlines()
        commands = [line for line in lines if line.lstrip().startswith("::")]
        assert commands == [] or name == "annotations"
        assert not any(line.lstrip().startswith("::stop-commands") for line in commands)
        # A string of JSON says what it says; where it goes to a log, commands are stopped there.
        assert name == "json" or not any("##[" in line for line in lines)


def test_every_submission_is_listed() -> None:
    texts = {path.stem for path in (HERE / "submissions").glob("*/*") if path.name != "__pycache__"}
    functions = {name for name, each in vars(made).items() if each.__doc__ and name[0] != "_"}

    names = [case.name for case in CASES]
    assert set(names) >= texts
    assert set(names) - texts <= functions
    assert len(set(map(str, CASES))) == len(CASES)


@PER_CASE
def test_every_submission_says_what_it_does(case: Case) -> None:
    if case.place.exists():
        place = case.place / case.exercise.file if case.place.is_dir() else case.place
        (sentence,) = re.findall(r'\A"""(.+?)"""', place.read_text("utf-8"), re.DOTALL)
    else:
        sentence = getattr(made, case.name).__doc__

    assert len(sentence) > 15
    assert sentence.endswith(".")


@PER_CASE
def test_no_submission_is_the_reference(case: Case) -> None:
    assert case.files().get(case.exercise.path) != reference(case.exercise)


def _own(case: Case, report: Report) -> list[Row]:
    return [
        row for part in report.exercises if part.exercise == case.exercise for row in part.tests
    ]
