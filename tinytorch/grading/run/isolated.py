"""Runs the tests in isolated mode: the processes for the student's code, then pytest over them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch.checkout import ROOT
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.run.isolation import memory
from tinytorch.grading.run.isolation.sandbox import bounded_memory, guard_trusted
from tinytorch.grading.run.isolation.trusted.launcher import Launcher, launch

if TYPE_CHECKING:  # they load NumPy and pytest, which can wait until the processes have started
    from tinytorch.grading.run.isolation.trusted.budget import Budget
    from tinytorch.grading.run.output import RunOutput
    from tinytorch.grading.run.pytest_run import Suite


@contextlib.contextmanager
def prepared(level: str = "auto") -> Iterator[Launcher]:
    """Start the processes for the student's code, before anything slow; see `launch`."""
    launcher = launch(level)
    guard_trusted()
    memory.reuse()
    try:
        yield launcher
    finally:
        launcher.close()


def run(
    submission: Submission,
    exercises: tuple[Exercise, ...] = EXERCISES,
    *,
    launcher: Launcher,
    seed: int,
    sandbox: str = "auto",
    grader: Path = ROOT,
    budget: Budget | None = None,
    alone: bool = False,
) -> RunOutput:
    """Start pytest and run the graded tests of some exercises against one submission.

    Parameters
    ----------
    submission : Submission
        The student's files.
    exercises : tuple of Exercise
        Whose tests to run.
    launcher : Launcher
        Where workers come from; see `prepared`.
    seed : int
        Decides the inputs that tests draw.
    sandbox : {"auto", "required", "off"}
        How strictly the student's code must be confined.
    grader : Path
        The checkout that holds the tests.
    budget : Budget, optional
        How long the student's code may take.
    alone : bool
        Whether each test gets a worker of its own.

    Raises
    ------
    GradingError
        The student's code cannot be run at all, or not as confined as required.
    """
    from tinytorch.grading.run import pytest_run

    def work(suite: Suite) -> RunOutput:
        return run_collected(
            suite, submission, exercises,
            launcher=launcher, seed=seed, sandbox=sandbox, budget=budget, alone=alone,
        )  # fmt: skip

    return pytest_run.with_tests(work, exercises, grader=grader)


def run_collected(
    suite: Suite,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    *,
    launcher: Launcher,
    **settings: Any,
) -> RunOutput:
    """Run tests that have been collected, with the parameters of `run`; see `halves`."""
    from tinytorch.grading.run import halves

    work = partial(run_in_turn, suite, submission, **settings)
    return halves.run(work, exercises, launcher)


def run_in_turn(
    suite: Suite,
    submission: Submission,
    exercises: tuple[Exercise, ...] = EXERCISES,
    *,
    launcher: Launcher,
    seed: int,
    sandbox: str = "auto",
    budget: Budget | None = None,
    alone: bool = False,
) -> RunOutput:
    """Run tests that have been collected, with the parameters of `run`, one after the other."""
    from tinytorch.grading.run.isolation.trusted.mode import Isolated

    mode = Isolated(launcher, submission, level=sandbox, seed=seed, budget=budget, alone=alone)
    with bounded_memory(), contextlib.closing(mode):
        output = suite.run(mode, exercises, seed=seed)
    if mode.problem is not None:
        raise mode.problem
    return output
