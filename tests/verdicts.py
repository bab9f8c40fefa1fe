"""What the graded tests say of a submission, in each way of running the student's code.

``direct`` is plain pytest: the student's classes in the test's own process. ``forked`` and
``spawned`` are isolated, as a grade is, the first as on Linux and the second as on macOS and
Windows. ``alone`` is isolated with one worker for each test, which no grade has: it shows that
tests which share a worker lose and gain nothing by it. Whatever way is taken, the verdict has to
be the same.
"""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from pytest_jsonreport import plugin as jsonreport_options

from tinytorch.core import layers
from tinytorch.grading.given import catalogue, submission
from tinytorch.grading.model import EXERCISES, Exercise, Graded, GradedTest
from tinytorch.grading.run import isolated
from tinytorch.grading.run.isolation.trusted.launcher import launch
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict import scoring

ROOT = Path(__file__).resolve().parents[1]
MODES = ("direct", "forked", "spawned") if sys.platform == "linux" else ("direct", "spawned")
ISOLATED = MODES[1]  #: as a grade is, on this platform
ALONE = "alone"

#: Grades files, the reference taking the place of those that are missing: gives each graded test
#: of some exercises by its id.
Grader = Callable[[Mapping[Exercise, bytes], Iterable[Exercise], int], dict[str, Graded]]

#: Gives the grader of a mode.
GraderOf = Callable[[str], Grader]


@contextlib.contextmanager
def grader(mode: str, *plugins: object) -> Iterator[Grader]:
    """Give a function that grades submission after submission in one mode.

    Parameters
    ----------
    mode : str
        One of `MODES`, or `ALONE`.
    *plugins
        Further plugins of pytest, in direct mode.
    """
    if mode == "direct":
        yield _grader(functools.partial(_run_direct, plugins))
        return
    forks = mode == "forked" or (mode == ALONE and sys.platform == "linux")
    with contextlib.closing(launch(fork=forks)) as launcher:

        def run_isolated(
            submitted: submission.Submission, exercises: tuple[Exercise, ...], seed: int
        ) -> RunOutput:
            return isolated.run(
                submitted, exercises, launcher=launcher, seed=seed, alone=mode == ALONE
            )

        yield _grader(run_isolated)


def _grader(
    run_tests: Callable[[submission.Submission, tuple[Exercise, ...], int], RunOutput],
) -> Grader:
    def grade(
        files: Mapping[Exercise, bytes], exercises: Iterable[Exercise], seed: int
    ) -> dict[str, Graded]:
        chosen = tuple(exercises)
        with tempfile.TemporaryDirectory() as name:
            submitted = _handed_in(files, Path(name))
            output = run_tests(submitted, chosen, seed)
        report = scoring.score(graded_tests(chosen), submitted, output, seed=seed)
        return {test.test.nodeid: test for each in report.exercises for test in each.tests}

    return grade


@functools.cache
def graded_tests(exercises: tuple[Exercise, ...]) -> tuple[GradedTest, ...]:
    """Return the graded tests of some exercises, which are read once."""
    return tuple(catalogue.read(ROOT, exercises))


def _handed_in(files: Mapping[Exercise, bytes], folder: Path) -> submission.Submission:
    for exercise in EXERCISES:
        reference = ROOT / "solutions" / exercise.folder / exercise.file
        place = folder / exercise.path
        place.parent.mkdir(parents=True)
        place.write_bytes(files[exercise] if exercise in files else reference.read_bytes())
    return submission.read(folder, ROOT)


def _run_direct(
    plugins: tuple[object, ...],
    submitted: submission.Submission,
    exercises: tuple[Exercise, ...],
    seed: int,
) -> RunOutput:
    """Run plain pytest, as the project configures it, on files that lie elsewhere."""
    places = {f"{e.folder}/{e.file}": submitted.root / e.path for e in EXERCISES}
    document = jsonreport_options.JSONReport()
    arguments = [
        f"-c{ROOT / 'pyproject.toml'}",
        f"--rootdir={ROOT}",
        "--disable-plugin-autoload",
        "-pno:cacheprovider",
        "--assert=plain",  # what this process has imported cannot be rewritten any more
        "--capture=no",
        "--tb=no",  # nobody reads the tracebacks
        "--json-report-file=none",
        f"--seed={seed}",
        *(str(ROOT / "exercises" / exercise.folder) for exercise in exercises),
    ]
    layers.read_from(lambda relative: (str(places[relative]), places[relative].read_bytes()))
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            pytest.main(arguments, plugins=[jsonreport_options, document, *plugins])
    finally:
        layers.read_from(layers._read_checkout)
        layers.forget()
        np.random.seed()  # the submission may have seeded the generator that all code shares
    return RunOutput(document.report, "direct", "")
