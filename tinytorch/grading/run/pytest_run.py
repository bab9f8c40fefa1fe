"""Runs pytest over the grader's own tests, with the student's code wherever a mode has it.

Nothing of the submission decides how pytest runs: configuration, plugins and tests are the
grader's, and pytest's own discovery of such things is switched off. Nothing here starts a process.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pytest
from pytest_jsonreport import plugin as jsonreport  # type: ignore[import-untyped]

from tinytorch.checkout import ROOT
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Exercise, OwnFault
from tinytorch.grading.run import plugin
from tinytorch.grading.run.output import RunOutput

#: Parts of pytest that a grade has no use for; together they cost a tenth of a second.
_UNUSED = (
    "cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "stepwise",
    "threadexception", "unittest", "unraisableexception",
)  # fmt: skip

CONFIGURATION = Path(__file__).with_name("pytest.ini")

T = TypeVar("T")


def run(
    mode: plugin.Mode,
    exercises: tuple[Exercise, ...] = EXERCISES,
    *,
    seed: int,
    grader: Path = ROOT,
    plugins: Sequence[object] = (),
) -> RunOutput:
    """Start pytest and run the graded tests of some exercises once; see `with_tests`."""
    return with_tests(
        lambda suite: suite.run(mode, exercises, seed=seed),
        exercises,
        grader=grader,
        plugins=plugins,
    )


class Suite:
    """The tests of the exercises, collected once, to be run as often as one likes."""

    def __init__(self, session: pytest.Session, collected: jsonreport.JSONReport) -> None:
        self._session = session
        self._config = session.config
        self._config.pluginmanager.unregister(collected)
        del vars(self._config)["_json_report"]  # or it would be unregistered once more
        collected.pytest_sessionfinish(session)
        self._collectors = collected.report["collectors"]

    def run(
        self, mode: plugin.Mode, exercises: tuple[Exercise, ...] = EXERCISES, *, seed: int
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
        """
        self._config.stash[plugin.MODE], self._config.stash[plugin.SEED] = mode, seed
        folders = {exercise.folder for exercise in exercises}
        items = [item for item in self._session.items if item.path.parent.name in folders]
        document = _Document(self._config)
        self._config.pluginmanager.register(document)
        try:
            document.pytest_sessionstart(self._session)
            for item, following in pairwise([*items, None]):
                self._config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            document.pytest_sessionfinish(self._session)
        finally:
            self._config.pluginmanager.unregister(document)
            self._config.pluginmanager.getplugin("terminalreporter").stats.clear()
        return RunOutput(
            document={**document.report, "collectors": self._collectors},
            mode=mode.mode,
            sandbox=mode.sandbox,
            notes=tuple(mode.notes),
            platform=f"Python {platform.python_version()}, NumPy {np.__version__}",
        )


def with_tests(
    work: Callable[[Suite], T],
    exercises: tuple[Exercise, ...] = EXERCISES,
    *,
    grader: Path = ROOT,
    plugins: Sequence[object] = (),
) -> T:
    """Start pytest, collect the tests of some exercises, and return what `work` makes of them.

    Parameters
    ----------
    work : callable
        Gets the tests, and runs them.
    exercises : tuple of Exercise
        Whose tests to collect.
    grader : Path
        The checkout that holds the tests.
    plugins : sequence of object
        Further plugins of pytest.

    Raises
    ------
    OwnFault
        Pytest did not come so far as to run a test.
    """
    collected = jsonreport.JSONReport()
    loop = _Loop(work, collected)
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
        *(str(grader / "exercises" / exercise.folder) for exercise in exercises),
    ]
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed), contextlib.redirect_stdout(printed):
        pytest.main(arguments, plugins=[plugin, jsonreport, collected, loop, *plugins])
    if loop.error is not None:
        raise loop.error
    if not loop.results:
        report = getattr(collected, "report", None)
        raise OwnFault(_problem(report, printed.getvalue()))
    return loop.results[0]


class _Document(jsonreport.JSONReport):  # type: ignore[misc]
    """A further document of a session, in which the first has made all arrangements."""

    pytest_addhooks = pytest_configure = None


class _Loop(Generic[T]):
    """Takes the place of the loop in which pytest runs each test once."""

    def __init__(self, work: Callable[[Suite], T], collected: jsonreport.JSONReport) -> None:
        self._work, self._collected = work, collected
        self.results: list[T] = []
        self.error: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> object:
        if session.testsfailed:
            return None  # pytest says why
        try:
            self.results.append(self._work(Suite(session, self._collected)))
        except BaseException as error:  # noqa: BLE001 -- raised again when pytest has ended
            self.error = error
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # Pytest says that it was interrupted of a test file, too, that it could not load.
        if excinfo.type is KeyboardInterrupt:
            self.error = excinfo.value


def _problem(report: dict[str, Any] | None, printed: str) -> str:
    """Return why pytest came to no end: the test file that it could not load, or its last line."""
    for collector in (report or {}).get("collectors", []):
        if collector["outcome"] == "failed":
            return messages.not_graded(collector["nodeid"], _last_line(collector["longrepr"]))
    return _pytest_stopped(_last_line(printed))


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E ").strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _pytest_stopped(reason: str) -> str:
    return f"The run of the tests stopped early ({reason}): show this line to your instructor."
