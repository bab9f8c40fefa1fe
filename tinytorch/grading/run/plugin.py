"""The pytest plugin: the ``points`` marker, the fixtures ``nn`` and ``rng``, and what was observed.

It works in modes. In direct mode (plain ``pytest``) ``nn`` gives the student's own classes, and so
does the browser's. The grader puts another in place, in which ``nn`` gives stand-ins for objects in
a worker.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import PurePath
from typing import Any, Protocol

import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from tinytorch.grading import argument_types, messages
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.direct import Direct
from tinytorch.grading.run.student_errors import outside_exception, raised_by_student
from tinytorch.grading.verdict import diagnosis
from tinytorch.grading.verdict.file.places import Scene


class Mode(Scene, Protocol):
    """Where the student's code runs."""

    mode: str  #: its name

    @property
    def sandbox(self) -> str:
        """One line: what confines the student's code."""

    @property
    def notes(self) -> Sequence[str]:
        """Sentences for the report."""

    def layers(self, exercise: str, test: str) -> AbstractContextManager[Any]: ...

    def settled(self, outcome: Outcome) -> bool:
        """Return whether the outcome of the test that has just run counts; else it runs again."""

    def output(self) -> str: ...


MODE = pytest.StashKey[Mode]()
SEED = pytest.StashKey[int]()
OUTCOME = pytest.StashKey[Outcome]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tinytorch")
    group.addoption(
        "--seed", type=argument_types.seed, help="draw the inputs of an earlier run again"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "points(n): what the test adds to the score when it passes")
    seed = config.getoption("--seed")
    config.stash[SEED] = secrets.randbits(32) if seed is None else seed
    config.stash.setdefault(MODE, Direct())


def pytest_report_header(config: pytest.Config) -> str:
    return f"inputs drawn with --seed {config.stash[SEED]}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _graded(item):
            # A warning that the student's code gives is no reason to fail.
            item.add_marker(pytest.mark.filterwarnings("default"))


@pytest.fixture
def nn(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give the student's Layer, Linear, Dropout and Sequential."""
    test = request.node
    with request.config.stash[MODE].layers(_exercise(test), test.nodeid) as classes:
        yield classes


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Draw inputs that the student cannot foresee; the run's seed repeats them."""
    test = zlib.crc32(request.node.nodeid.encode("utf-8"))
    return np.random.default_rng([request.config.stash[SEED], test])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    if not _graded(item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = _run(item, nextitem)
    if not item.config.stash[MODE].settled(item.stash[OUTCOME]):
        reports = _run(item, nextitem)
        item.config.stash[MODE].settled(item.stash[OUTCOME])
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _run(item: pytest.Item, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
    item.user_properties.clear()
    item.stash[OUTCOME] = Outcome.PASSED  # until something else is seen
    return runtestprotocol(item, log=False, nextitem=nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    try:
        return (yield)
    except (Exception, pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception):
        raise
    except BaseException as error:
        if _graded(pyfuncitem) and raised_by_student(error):
            raise outside_exception(error) from error
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _graded(item) and (report.when == "call" or report.failed):
        error = call.excinfo.value if call.excinfo else None
        mode = item.config.stash[MODE]
        observed = diagnosis.diagnose(error, item.nodeid, mode)
        observed = replace(observed, output=mode.output())
        item.stash[OUTCOME] = observed.outcome
        item.user_properties.append(("observed", observed.as_record()))
        if report.failed:
            hint = f"\n{messages.HINT}{observed.hint}" if observed.hint else ""
            report.longrepr = observed.message + hint
    return report


def _exercise(item: pytest.Item) -> str:
    return PurePath(item.nodeid.partition("::")[0]).parent.name


def _graded(item: pytest.Item) -> bool:
    return item.get_closest_marker("points") is not None
