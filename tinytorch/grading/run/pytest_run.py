"""Runs pytest over the grader's own tests, with the student's code in isolated workers.

Nothing of the submission decides how pytest runs: configuration, plugins and tests are the
grader's, and pytest's own discovery of such things is switched off.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch.grading import messages
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.run.isolation.launcher import Launcher, launch
from tinytorch.grading.run.isolation.sandbox import bounded_memory, guard_trusted

if TYPE_CHECKING:  # it loads NumPy, which can wait until the processes have been started
    from tinytorch.grading.run.isolation.mode import Budget

ROOT = Path(__file__).resolve().parents[3]
#: Parts of pytest that a grade has no use for; together they cost a tenth of a second.
_UNUSED = (
    "cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "stepwise",
    "threadexception", "unittest", "unraisableexception",
)  # fmt: skip

CONFIGURATION = Path(__file__).with_name("pytest.ini")


@dataclass(frozen=True, slots=True)
class RunOutput:
    """What came out of a run."""

    report: dict[str, Any] | None  #: pytest-json-report's document; None when pytest gave none
    mode: str
    sandbox: str  #: one line: what confined the student's code
    notes: tuple[str, ...] = ()  #: sentences for the report
    problem: str | None = None  #: why tests may be missing


@contextlib.contextmanager
def prepared(level: str = "auto") -> Iterator[Launcher]:
    """Start the processes for the student's code, before anything slow is imported."""
    launcher = launch(level)
    guard_trusted()
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
) -> RunOutput:
    """Run the graded tests of some exercises against a submission.

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

    Raises
    ------
    GradingError
        The student's code cannot be run at all, or not as confined as required.
    """
    import pytest
    from pytest_jsonreport import plugin as jsonreport_options  # type: ignore[import-untyped]

    from tinytorch.grading.run import plugin
    from tinytorch.grading.run.isolation.mode import Isolated

    mode = Isolated(launcher, submission, level=sandbox, budget=budget)
    document = jsonreport_options.JSONReport()
    arguments = [
        f"-c{CONFIGURATION}",
        f"--rootdir={grader}",
        "--noconftest",
        "--disable-plugin-autoload",
        *(f"-pno:{name}" for name in _UNUSED),
        "--capture=no",  # the student's output does not come to this process
        "--tb=no",  # nobody reads the tracebacks, and building them takes longer than the tests
        "--import-mode=importlib",
        "--json-report-file=none",
        "--json-report-omit=log,streams,traceback,warnings,keywords",
        f"--seed={seed}",
        *(str(grader / "exercises" / exercise.folder) for exercise in exercises),
    ]
    os.environ.pop("PYTEST_ADDOPTS", None)
    printed = io.StringIO()
    plugins = [plugin, jsonreport_options, document, _Setting(mode)]
    quiet = contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed)
    with quiet[0], quiet[1], bounded_memory():
        code = pytest.main(arguments, plugins=plugins)
    if mode.problem is not None:
        raise mode.problem
    finished = code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    return RunOutput(
        report=document.report,
        mode=mode.mode,
        sandbox=mode.sandbox,
        notes=tuple(mode.notes),
        problem=None if finished else messages.pytest_stopped(_last_line(printed.getvalue())),
    )


class _Setting:
    """Tells the plugin where the student's code runs."""

    def __init__(self, mode: Any) -> None:
        self._mode = mode

    def pytest_configure(self, config: Any) -> None:
        from tinytorch.grading.run.plugin import MODE

        config.stash[MODE] = self._mode


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
