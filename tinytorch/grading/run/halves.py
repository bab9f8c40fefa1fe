"""Runs tests in two processes at once, where there are processors for both.

One side of the pipe waits while the other works, so that a grade by itself keeps one processor
busy. Exercises share nothing, and their tests have been collected: a fork of this process takes
every second one, with workers of its own.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NoReturn, Protocol

from tinytorch.grading.model import Exercise, GradingError
from tinytorch.grading.run.isolation import sandbox
from tinytorch.grading.run.isolation.trusted.launcher import Launcher
from tinytorch.grading.run.output import RunOutput

_ENDED = (
    "One of the two processes that grade has ended: grade again, and tell your instructor if it "
    "happens again."
)


class Work(Protocol):
    """Runs the tests of some exercises, with workers of a launcher."""

    def __call__(self, exercises: tuple[Exercise, ...], /, *, launcher: Launcher) -> RunOutput: ...


def run(work: Work, exercises: tuple[Exercise, ...], launcher: Launcher) -> RunOutput:
    """Run the tests of some exercises, half of them in another process if that can be."""
    ours, theirs = exercises[1::2], exercises[::2]  # 02 and 03 take the longest
    branch = launcher.branch() if ours and _processors() > 1 else None
    if branch is None:
        return work(exercises, launcher=launcher)
    with _forked(partial(work, theirs, launcher=branch)) as other:
        branch.close()  # which the fork has as well
        return _joined(work(ours, launcher=launcher), other())


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


@contextmanager
def _forked(work: Callable[[], RunOutput]) -> Iterator[Callable[[], RunOutput]]:
    """Begin some work in a fork; give what waits for its result."""
    incoming, outgoing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's threads, which are idle: newer Pythons warn
        child = os.fork()
    if child == 0:
        _serve(work, outgoing)
    os.close(outgoing)
    try:
        with os.fdopen(incoming, "rb") as results:
            yield partial(_result, results)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _serve(work: Callable[[], RunOutput], outgoing: int) -> NoReturn:
    """Be the fork: do the work, and send what came of it or what was in its way."""
    try:
        sandbox.die_with_parent()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # the other process clears up, and says so
        result: RunOutput | Exception
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 -- raised in the other process
            result = error
        with os.fdopen(outgoing, "wb") as results:
            pickle.dump(result, results)
    finally:
        os._exit(0)


def _result(results: BinaryIO) -> RunOutput:
    result: RunOutput | Exception = GradingError(_ENDED)
    with suppress(EOFError, pickle.UnpicklingError):
        result = pickle.load(results)
    if isinstance(result, Exception):
        raise result
    return result


def _joined(one: RunOutput, other: RunOutput) -> RunOutput:
    """Return both runs as one."""
    tests = [*one.document["tests"], *other.document["tests"]]
    notes = tuple(dict.fromkeys((*one.notes, *other.notes)))
    return replace(one, document={**one.document, "tests": tests}, notes=notes)
