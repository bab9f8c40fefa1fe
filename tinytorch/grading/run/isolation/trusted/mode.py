"""Isolated mode: workers that serve test after test, and stand-ins for what lives in them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading import messages
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import GradingError, Outcome
from tinytorch.grading.run import base_class
from tinytorch.grading.run.isolation import sandbox, wire
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.exchange import Exchange
from tinytorch.grading.run.isolation.trusted.exercise_time import ExerciseTime
from tinytorch.grading.run.isolation.trusted.handle import Handle
from tinytorch.grading.run.isolation.trusted.launcher import Launcher
from tinytorch.grading.run.isolation.trusted.serving import Serving
from tinytorch.grading.run.isolation.trusted.session import Session
from tinytorch.grading.run.isolation.trusted.stand_ins import Namespace
from tinytorch.grading.run.student_errors import lines_of
from tinytorch.grading.run.worker_error import WorkerError
from tinytorch.grading.text import harmless
from tinytorch.testing.unmet import OPEN_TASK


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
    seed : int, optional
        Decides what the student's code draws.
    budget : Budget, optional
        How long the student's code may take.
    alone : bool
        Whether each test gets a worker of its own; it takes longer, and the verdict is the same.
    """

    mode = "isolated"

    def __init__(
        self,
        launcher: Launcher,
        submission: Submission,
        *,
        level: str = "auto",
        seed: int | None = None,
        budget: Budget | None = None,
        alone: bool = False,
    ) -> None:
        self._launcher, self._level, self._budget = launcher, level, budget or Budget()
        self._seed = secrets.randbits(32) if seed is None else seed
        self._alone = alone
        self._exercise = ExerciseTime("", self._budget)
        self._worker: Serving | None = None  # which may serve the next test as well
        self._fresh = True  # whether the worker of the last test had served no other before
        # Whether workers forget all, in time: one that does not is waited for once an exercise.
        self._forgets = True
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
    def layers(self, exercise: str, test: str = "") -> Iterator[Any]:
        """Give a test of `exercise`, with this id, stand-ins for the student's classes."""
        self._current = self._session = None
        self._fresh = True
        if exercise != self._exercise.folder:
            if not self._launcher.slow:
                self.close()
            self._exercise = ExerciseTime(exercise, self._budget)
            self._forgets = True
        replaced = not EXERCISE_FILES[base_class.BASE].startswith(f"{exercise}/")
        replaced = replaced and not self._base_is_fit()
        self._exercise.check()
        with self._conversation(self._exercise.limits, test, replaced=replaced) as values:
            problem = self._base_problem if replaced else None
            yield _StandIns(values, problem, self._exercise.hung)

    def settled(self, outcome: Outcome) -> bool:
        """Return whether the outcome of the test that has just run counts.

        One that is not good, from a worker that has served others, does not: the test is to be
        run once more, in a fresh worker.
        """
        if self._fresh or outcome in (Outcome.PASSED, Outcome.NOT_STARTED):
            self._exercise.note_time_out(self._session)
            return True
        self.close()
        return False

    def close(self) -> None:
        """End the worker that waits for another test."""
        if self._worker is not None:
            self._worker.handle.release()
            self._worker = None

    def output(self) -> str:
        """Return what the test that has just run has printed, made harmless."""
        if self._current is None:
            return ""
        self._current.drain()
        return harmless(self._current.output.text())

    def called(self) -> tuple[str, str] | None:
        """Return the student's class, and which of its methods, the last test used last."""
        last = self._session.last if self._session else None
        return last if last and last[0] in EXERCISE_FILES else None

    def defined(self, class_name: str, method: str) -> tuple[str, int] | None:
        """Return file and line where a method begins, as far as the worker knows and can tell."""
        try:
            place = self._session.ask("where", class_name, method) if self._session else None
        except Exception:  # noqa: BLE001 -- advice, which a student's code may refuse
            return None
        match place:
            case (str(path), int(line)) if 0 < line <= len(self.lines(path)):
                return path, line
        return None

    def path(self, class_name: str) -> str:
        """Return the student's file that is to define a class."""
        return self._sources[EXERCISE_FILES[class_name]][0]

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a student's file."""
        return self._lines.get(path, [])

    def _base_is_fit(self) -> bool:
        """Return whether subclasses of the student's Layer can be made; asked once."""
        if not self._probed:
            self._probed = True
            try:
                with self._conversation(lambda fresh: self._budget.limits, "") as values:
                    values.session.ask("probe")
            except GradingError:
                raise
            except Exception as error:  # noqa: BLE001 -- the student's, kept for a test that needs Layer
                self.close()
                self._base_problem = error
                if not OPEN_TASK.match(str(error)):  # which is no news to whoever left it open
                    self.notes.append(_base_replaced(str(error)))
        return self._base_problem is None

    @contextmanager
    def _conversation(
        self, limits: Callable[[bool], Limits], test: str, *, replaced: bool = False
    ) -> Iterator[Exchange]:
        worker = self._ready_worker()
        self._current, self._fresh = worker.handle, not worker.served
        handle, chosen = worker.handle, limits(self._fresh)
        seed = hmac.digest(_key(self._seed), test.encode(), "sha256")
        worker.begin(seed, lent=chosen.lent, replaced=replaced)
        session = Session(
            handle.channel, chosen, self._source_line, lambda: _how(handle.kill()), worker.numbers
        )
        self._session = session
        try:
            yield Exchange(session)
        finally:
            self._exercise.note(session, worker.handle.missed)
            alone = self._alone or not self._forgets
            if alone or session.ended or session.unloadable or self._exercise.hurried:
                self.close()
            else:
                worker.forget()
            session.close()

    def _ready_worker(self) -> Serving:
        """Return a worker that has forgotten what it served, or else a fresh one."""
        if self._worker is not None:
            if self._worker.has_forgotten():
                return self._worker
            self._forgets = False
        self.close()
        try:
            self._worker = Serving(self._launcher.take(self._start))
            self._check(self._worker.handle)
        except GradingError as error:
            self.problem = error
            raise
        return self._worker

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
    """What ``nn`` is: a namespace that knows which classes are not to be had."""

    def __init__(
        self, values: Exchange, base_problem: Exception | None, hung: Mapping[str, WorkerError]
    ) -> None:
        self._namespace = Namespace(values)
        self._base_problem, self._hung = base_problem, hung

    def __getattr__(self, name: str) -> Any:
        if name == base_class.BASE and self._base_problem is not None:
            raise self._base_problem
        if name in self._hung:
            raise self._hung[name]
        return getattr(self._namespace, name)


@cache
def _key(seed: int) -> bytes:
    """Return what the seeds of workers are made from.

    It takes so long that a submission cannot try out which seed of the run its own comes from:
    that decides the inputs of the tests as well.
    """
    return hashlib.pbkdf2_hmac("sha256", str(seed).encode(), b"tinytorch", 20_000)


def _lines(source: bytes | str) -> list[str]:
    if isinstance(source, str):
        return []
    return lines_of(source)


def _how(status: int) -> str:
    """Return how a worker ended, in words."""
    if status >= 0:
        return _exited(status)
    try:
        return messages.killed(signal.Signals(-status).name)
    except ValueError:
        return messages.killed(str(-status))


def _exited(code: int) -> str:
    return f"exit code {code}"


def _base_replaced(reason: str) -> str:
    return (
        "Layer cannot serve as a base class, so the other exercises were graded with another "
        f"one in its place ({reason})."
    )
