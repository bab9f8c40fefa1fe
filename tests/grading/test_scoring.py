"""Points come from the catalogue; where a test was not observed, there is no grade."""

from dataclasses import replace
from pathlib import Path

import pytest

from tinytorch.grading.given.submission import Submission, SubmittedFile
from tinytorch.grading.model import EXERCISES, GradedTest, GradingError, Outcome, Report
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict import scoring

LAYER, LINEAR = EXERCISES[:2]
TESTS = (
    GradedTest("exercises/01_layer/test_1.py::test_a", "01_layer", "A.", 4),
    GradedTest("exercises/02_linear/test_1.py::test_b", "02_linear", "B.", 5),
    GradedTest("exercises/02_linear/test_1.py::test_c", "02_linear", "C.", 6),
)


def submitted(*problems: str | None) -> Submission:
    files = zip((LAYER, LINEAR), problems or (None, None), strict=True)
    return Submission(
        Path(),
        foreign=True,
        files=tuple(
            SubmittedFile(exercise, exercise.path, b"" if problem is None else None, problem)
            for exercise, problem in files
        ),
        notes=("From the submission.",),
    )


def output(*passed: int) -> RunOutput:
    """Return a run in which some tests, by their place in TESTS, passed."""
    tests = [
        {
            "nodeid": TESTS[number].nodeid,
            "outcome": "passed",
            "user_properties": [{"observed": {"outcome": "passed"}}],
        }
        for number in passed
    ]
    return RunOutput({"tests": tests}, "isolated", "none", ("From the run.",))


def score(run: RunOutput, submission: Submission | None = None) -> Report:
    return scoring.score(TESTS, submission or submitted(), run, seed=7)


def outcomes(report: Report) -> list[str]:
    rows = (graded for exercise in report.exercises for graded in exercise.tests)
    return [graded.observed.outcome.name for graded in rows]


def test_adds_up_what_passed() -> None:
    report = score(output(0, 1, 2))

    assert (report.earned, report.possible) == (15, 15)
    assert [(each.earned, each.possible) for each in report.exercises] == [(4, 4), (11, 11)]
    assert (report.seed, report.mode, report.sandbox) == (7, "isolated", "none")


def test_without_every_test_there_is_no_grade() -> None:
    with pytest.raises(GradingError) as refused:
        score(output(0, 2))

    assert str(refused.value).startswith(
        "Not graded, by a fault of the grader's and not of the work: "
        "exercises/02_linear/test_1.py, test_b: "
    )


def test_a_file_that_cannot_be_read_breaks_its_own_tests_alone() -> None:
    report = score(output(0, 1), submitted(None, "linear.py is missing."))

    assert outcomes(report) == ["PASSED", "BROKEN", "BROKEN"]
    assert report.earned == 4
    broken = report.exercises[1].tests[0].observed
    assert (broken.message, broken.path) == ("linear.py is missing.", LINEAR.path)


def test_a_test_that_is_not_in_the_catalogue_adds_nothing() -> None:
    report = scoring.score(TESTS[:1], submitted(), output(0, 1, 2), seed=7)

    assert (report.earned, report.possible) == (4, 4)


def test_notes_come_from_all_sides() -> None:
    report = score(output(0, 1, 2))

    assert report.notes[1:] == ("From the submission.", "From the run.")
    assert report.notes[0].startswith("Graded by request: 01_layer, 02_linear alone")


def test_a_report_says_whose_tests_and_grader_it_had() -> None:
    own = replace(submitted(), foreign=False)

    assert score(output(0, 1, 2), own).self_graded
    assert not score(output(0, 1, 2)).self_graded


def test_every_record_names_the_file() -> None:
    report = score(output(0, 1, 2))

    paths = [each.tests[0].observed.path for each in report.exercises]
    assert paths == [LAYER.path, LINEAR.path]
    assert report.exercises[0].tests[0].observed.outcome is Outcome.PASSED
