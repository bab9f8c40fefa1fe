"""Grades the submissions that the chosen tests ask for, several at a time.

By default every second row is graded in its own exercise, and some of them, for a witness, in
another as well. With ``TINYTORCH_EVERYTHING=1`` in the environment all rows are graded in all four
exercises, and the controls of all rows are run.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

from tests.conftest import EVERYTHING
from tests.hostile import grading, naive
from tests.hostile.corpus import CASES, Case
from tinytorch.grading.model import EXERCISES, Exercise, Report

# What the corpus tries can be denied on Linux alone; see .github/SECURITY.md.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


Graded = Callable[[Case], Report]
Controlled = Callable[[Case], naive.Verdict]


@pytest.fixture(scope="session")
def pool() -> Iterator[ProcessPoolExecutor]:
    """Give processes to grade in: pytest runs once at a time in each."""
    made = ProcessPoolExecutor((os.cpu_count() or 1) + 1, multiprocessing.get_context("spawn"))
    with made:
        yield made
        made.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def futures() -> dict[Case, Future[Report]]:
    """Give the reports that have been begun."""
    return {}


@pytest.fixture(scope="module")
def graded(
    pool: ProcessPoolExecutor, futures: dict[Case, Future[Report]], request: pytest.FixtureRequest
) -> Graded:
    """Give the report on a case; all that the file will ask for are begun at once."""
    for case in _asked_for(request, "graded"):
        if case not in futures:
            futures[case] = pool.submit(grading.grade, case, _exercises(case))
    return lambda case: futures[case].result()


@pytest.fixture(scope="module")
def graded_alone(pool: ProcessPoolExecutor, request: pytest.FixtureRequest) -> Graded:
    """Give the report on a case's own exercise with a worker for each test."""
    asked = _asked_for(request, "graded_alone")
    futures = {
        case: pool.submit(grading.grade, case, (case.exercise,), alone=True) for case in asked
    }
    return lambda case: futures[case].result()


@pytest.fixture(scope="module")
def controlled(pool: ProcessPoolExecutor, request: pytest.FixtureRequest) -> Controlled:
    """Give what the naive grader makes of a case."""
    asked = _asked_for(request, "controlled")
    futures = {case: pool.submit(naive.grade, case) for case in asked}
    return lambda case: futures[case].result()


def _asked_for(request: pytest.FixtureRequest, fixture: str) -> list[Case]:
    # Those of its file: another process may have the others.
    items = [
        each
        for each in request.session.items
        if each.path == request.path and fixture in getattr(each, "fixturenames", ())
    ]
    # Other suites have fixtures of this name, too, but no cases.
    parameters = (item.callspec.params for item in items if hasattr(item, "callspec"))
    return list(dict.fromkeys(found["case"] for found in parameters if "case" in found))


def _exercises(case: Case) -> tuple[Exercise, ...]:
    """Return the exercises to grade; some rows have another one for a witness."""
    own, row = EXERCISES.index(case.exercise), CASES.index(case)
    chosen = {own} if row % 4 else {own, (own + 1 + row // 4 % 3) % 4}
    return tuple(each for i, each in enumerate(EXERCISES) if EVERYTHING or i in chosen)
