"""One verdict in both modes: what a student sees in the editor is what the grade will say.

And one verdict whether or not the tests of an exercise share a worker. Right submissions earn full
marks in all modes (test_correct); here are the others. By default a fixed share of the
misconceptions and of the half-solved states is graded, with ``--all-pairs`` all of them.
"""

from __future__ import annotations

import re

import pytest

from tests.exercises import test_half_solved as half_solved
from tests.misconceptions import bank
from tests.verdicts import ALONE, ISOLATED, MODES, ROOT, GraderOf
from tinytorch.grading.model import EXERCISES, Exercise, Graded, Outcome

SEED = 20_260_902
#: What follows a file, so that what a mistake does by chance is the same each time.
SEEDED = "\nimport numpy\nnumpy.random.seed(1)\n"
#: What these do depends on where objects lie in memory: on chance.
BY_ADDRESS = ("sequential/layers-as-a-set",)
SHARE = 60  #: each sixtieth misconception
STATES = tuple(half_solved.STATES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    everything = metafunc.config.getoption("all_pairs")
    if "mode" in metafunc.fixturenames:
        metafunc.parametrize("mode", MODES if everything else ("direct", ISOLATED))
    if "wrong" in metafunc.fixturenames:
        entries = [entry for entry in bank.read_all() if str(entry) not in BY_ADDRESS]
        chosen = entries if everything else entries[::SHARE]
        metafunc.parametrize("wrong", chosen, ids=str)
    if "state" in metafunc.fixturenames:
        metafunc.parametrize("state", STATES if everything else STATES[1::3])


def stubs() -> dict[Exercise, bytes]:
    return {exercise: (ROOT / exercise.path).read_bytes() for exercise in EXERCISES}


def outcomes(graded: dict[str, Graded]) -> set[Outcome]:
    return {row.observed.outcome for row in graded.values()}


def told(graded: dict[str, Graded]) -> dict[str, tuple[Outcome, str, str | None]]:
    """Return how each test ended, and what the student is told."""
    seen = ((test, row.observed) for test, row in graded.items())
    return {test: (each.outcome, _settled(each.message), each.hint) for test, each in seen}


def _settled(message: str) -> str:
    # Where the stack ends, and in what, depends on what was on it before.
    return re.sub(r".*(recursion depth exceeded)[^\n]*", r"\1", message, flags=re.DOTALL)


def test_the_reference_earns_everything(mode: str, grader_of: GraderOf) -> None:
    graded = grader_of(mode)({}, EXERCISES, SEED)

    assert outcomes(graded) == {Outcome.PASSED}
    assert sum(row.earned for row in graded.values()) == 100


def test_the_stubs_are_not_started(mode: str, grader_of: GraderOf) -> None:
    graded = grader_of(mode)(stubs(), EXERCISES, SEED)

    assert outcomes(graded) == {Outcome.NOT_STARTED}


def test_a_misconception_gets_one_verdict(wrong: bank.Misconception, grader_of: GraderOf) -> None:
    files = {wrong.exercise: (wrong.source + SEEDED).encode()}

    direct, isolated = (
        told(grader_of(mode)(files, [wrong.exercise], SEED)) for mode in ("direct", ISOLATED)
    )

    assert direct == isolated


def test_sharing_a_worker_changes_no_row(wrong: bank.Misconception, grader_of: GraderOf) -> None:
    files = {wrong.exercise: wrong.source.encode()}

    alone, shared = (
        told(grader_of(mode)(files, [wrong.exercise], SEED)) for mode in (ALONE, ISOLATED)
    )

    assert shared == alone


def test_sharing_a_worker_changes_no_row_on_the_way(state: str, grader_of: GraderOf) -> None:
    solved, _ = half_solved.STATES[state]
    files = {each: half_solved.written(each, solved.get(each, {})) for each in EXERCISES}

    alone, shared = (told(grader_of(mode)(files, EXERCISES, SEED)) for mode in (ALONE, ISOLATED))

    assert shared == alone
