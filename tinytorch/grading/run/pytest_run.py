"""Runs pytest over the grader's own tests, with the student's code wherever a mode has it.

Nothing of the submission decides how pytest runs: configuration, plugins and tests are the
grader's, and pytest's own discovery of such things is switched off. Nothing here starts a process.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_jsonreport import plugin as jsonreport_options  # type: ignore[import-untyped]

from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.run import plugin
from tinytorch.grading.run.output import RunOutput

ROOT = Path(__file__).resolve().parents[3]
#: Parts of pytest that a grade has no use for; together they cost a tenth of a second.
_UNUSED = (
    "cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "stepwise",
    "threadexception", "unittest", "unraisableexception",
)  # fmt: skip

CONFIGURATION = Path(__file__).with_name("pytest.ini")


def run(
    mode: plugin.Mode,
    exercises: tuple[Exercise, ...] = EXERCISES,
    *,
    seed: int,
    grader: Path = ROOT,
    plugins: Sequence[object] = (),
) -> RunOutput:
    """Run the graded tests of some exercises.

    Parameters
    ----------
    mode : Mode
        Where the student's code runs.
    exercises : tuple of Exercise
        Whose tests to run.
    seed : int
        Decides the inputs that tests draw.
    grader : Path
        The checkout that holds the tests.
    plugins : sequence of object
        Further plugins of pytest.
    """
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
    loaded = [plugin, jsonreport_options, document, _Setting(mode), *plugins]
    quiet = contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed)
    with quiet[0], quiet[1]:
        code = pytest.main(arguments, plugins=loaded)
    finished = code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    return RunOutput(
        report=document.report,
        mode=mode.mode,
        sandbox=mode.sandbox,
        notes=tuple(mode.notes),
        problem=None if finished else _problem(document.report, printed.getvalue()),
        platform=f"Python {platform.python_version()}, NumPy {np.__version__}",
    )


class _Setting:
    """Tells the plugin where the student's code runs."""

    def __init__(self, mode: plugin.Mode) -> None:
        self._mode = mode

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.MODE] = self._mode


def _problem(report: dict[str, Any] | None, printed: str) -> str:
    """Return why pytest came to no end: the test file that it could not load, or its last line."""
    for collector in (report or {}).get("collectors", []):
        if collector["outcome"] == "failed":
            return messages.not_graded(collector["nodeid"], _last_line(collector["longrepr"]))
    return messages.pytest_stopped(_last_line(printed))


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
