"""Isolated mode: each test gets a worker of its own, and stand-ins for what lives in it."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading import messages
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import GradingError, Outcome
from tinytorch.grading.run import base_class
from tinytorch.grading.run.isolation import sandbox, wire
from tinytorch.grading.run.isolation.client import Exchange, Namespace
from tinytorch.grading.run.isolation.errors import WorkerError
from tinytorch.grading.run.isolation.launcher import Briefing, Handle, Launcher
from tinytorch.grading.run.isolation.session import Limits, Session
from tinytorch.grading.text import harmless
from tinytorch.testing.unmet import OPEN_TASK

PATIENCE = 2  #: time-outs in one exercise before its tests get less time


_LIMITS, _BASE_LIMITS = Limits(), Limits(call=3.0, test=3.0)
_AFTER_TIMEOUTS = Limits(call=0.5, test=1.0)


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds for a test, and for a whole submission."""

    limits: Limits = _LIMITS
    base: Limits = _BASE_LIMITS  #: for the question whether Layer is fit for a base
    impatient: Limits = _AFTER_TIMEOUTS  #: once an exercise has timed out twice
    total: float = 60.0


class Isolated:
    """The mode that counts.

    Parameters
    ----------
    launcher : Launcher
        Where workers come from.
    submission : Submission
        The student's files.
    level : {"auto", "required", "off"}
        How strictly workers must be confined.
    budget : Budget
        How long the student's code may take.
    """

    mode = "isolated"

    def __init__(
        self,
        launcher: Launcher,
        submission: Submission,
        *,
        level: str = "auto",
        budget: Budget | None = None,
    ) -> None:
        self._launcher, self._level, self._budget = launcher, level, budget or Budget()
        self._started = time.monotonic()
        self._timeouts: dict[str, int] = {}
        self._current: Handle | None = None
        self._session: Session | None = None
        self._base_problem: Exception | None = None
        self._probed = False
        self.measures: list[str] | None = None  #: what confined the workers, once one was used
        self.problem: GradingError | None = None  #: why the run could not go on
        self.notes: list[str] = []
        # Messages say where a file should be, whichever folder it was read from.
        self._sources: dict[str, tuple[str, bytes | str]] = {}
        for file in submission.files:
            relative = EXERCISE_FILES[file.exercise.class_name]
            answer = file.source if file.source is not None else file.problem
            self._sources[relative] = file.path, messages.NOT_REACHED if answer is None else answer
        self._lines = {path: _lines(source) for path, source in self._sources.values()}
        self._start = wire.encode(("start", self._sources))

    @property
    def sandbox(self) -> str:
        """One line: what confined the student's code."""
        return sandbox.describe(self.measures or [])

    @contextmanager
    def layers(self, exercise: str) -> Iterator[Any]:
        """Give a test of `exercise` stand-ins for the student's classes."""
        self._current = self._session = None
        if self._time_left() <= 0:
            raise WorkerError(Outcome.TIMED_OUT, messages.budget_spent(self._budget.total))
        replaced = False
        if not EXERCISE_FILES[base_class.BASE].startswith(f"{exercise}/"):
            replaced = not self._base_is_fit()
        with self._conversation(self._limits(exercise), self._briefing(exercise)) as values:
            try:
                if replaced:
                    values.session.ask("replace")
                yield _StandIns(values, self._base_problem if replaced else None)
            finally:
                if values.session.timed_out:
                    self._timeouts[exercise] = self._timeouts.get(exercise, 0) + 1

    def output(self) -> str:
        """End the worker of the test that has just run; return what it printed, made harmless."""
        if self._current is None:
            return ""
        self._current.release()
        return harmless(self._current.output.text())

    def called(self, exercise: str) -> tuple[str, str] | None:
        """Return the student's file, and which of its methods the last test used last."""
        paths = (
            path for file, (path, _) in self._sources.items() if file.startswith(f"{exercise}/")
        )
        path = next(paths, None)
        return None if path is None or self._session is None else (path, self._session.last_method)

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a student's file."""
        return self._lines.get(path, [])

    def _limits(self, exercise: str) -> Limits:
        patient = self._timeouts.get(exercise, 0) < PATIENCE
        limits = self._budget.limits if patient else self._budget.impatient
        left = max(self._time_left(), 0.1)
        return replace(limits, call=min(limits.call, left), test=min(limits.test, left))

    def _time_left(self) -> float:
        return self._started + self._budget.total - time.monotonic()

    def _base_is_fit(self) -> bool:
        """Return whether subclasses of the student's Layer can be made; asked once."""
        if not self._probed:
            self._probed = True
            try:
                briefing = self._briefing("")
                with self._conversation(self._budget.base, briefing) as values:
                    values.session.ask("probe")
            except GradingError:
                raise
            except Exception as error:  # noqa: BLE001 -- the student's, kept for a test that needs Layer
                self._base_problem = error
                if not OPEN_TASK.match(str(error)):  # which is no news to whoever left it open
                    self.notes.append(messages.base_replaced(str(error)))
        return self._base_problem is None

    def _briefing(self, exercise: str) -> Briefing:
        """Return what workers are told; the tests of one exercise follow each other."""
        likely = [
            relative
            for name, relative in EXERCISE_FILES.items()
            if name == base_class.BASE or relative.startswith(f"{exercise}/")
        ]
        return Briefing(self._start, wire.encode(("ahead", likely)))

    @contextmanager
    def _conversation(self, limits: Limits, briefing: Briefing) -> Iterator[Exchange]:
        try:
            handle = self._launcher.take(briefing)
            self._check(handle)
        except GradingError as error:
            self.problem = error
            raise
        self._current = handle
        how = lambda: _how(handle.kill())  # noqa: E731
        session = Session(handle.channel, limits, self._source_line, how)
        self._session = session
        values = Exchange(session)
        try:
            yield values
        finally:
            handle.release()

    def _check(self, handle: Handle) -> None:
        """Refuse to go on where confinement is required and not to be had."""
        if self.measures is None:
            self.measures = handle.measures
            missing = [
                name
                for name in sandbox.REQUIRED
                if not any(measure.startswith(name) for measure in handle.measures)
            ]
            if missing and self._level == "required":
                handle.kill()
                raise GradingError(messages.unconfined(missing))

    def _source_line(self, path: str, line: int) -> str | None:
        """Return the text of a line of the submission; line 0 asks whether the file exists."""
        lines = self._lines.get(path)
        if lines is None or not 0 <= line <= len(lines):
            return None
        return lines[line - 1].strip()[:200] if line else ""


class _StandIns:
    """What ``nn`` is: a namespace that knows when Layer has been replaced."""

    def __init__(self, values: Exchange, base_problem: Exception | None) -> None:
        self._namespace = Namespace(values)
        self._base_problem = base_problem

    def __getattr__(self, name: str) -> Any:
        if name == base_class.BASE and self._base_problem is not None:
            raise self._base_problem
        return getattr(self._namespace, name)


def _lines(source: bytes | str) -> list[str]:
    if isinstance(source, str):
        return []
    # Python's own idea of a line: form feeds and Unicode separators do not end one.
    text = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def _how(status: int) -> str:
    """Return how a worker ended, in words."""
    if status >= 0:
        return messages.exited(status)
    try:
        return messages.killed(signal.Signals(-status).name)
    except ValueError:
        return messages.killed(str(-status))
