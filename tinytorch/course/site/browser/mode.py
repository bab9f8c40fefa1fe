"""The mode of a grade in the browser: the student's code beside the tests, but watched."""

from __future__ import annotations

import contextlib
import io
import linecache
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.course.site.browser.watcher import Late, Watcher
from tinytorch.grading import messages
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.direct import Direct
from tinytorch.grading.run.student_errors import Origin, origin_of
from tinytorch.grading.run.worker_error import WorkerError
from tinytorch.grading.text import harmless

_NEVER_RETURNED = "The call never returned, and the page ended it: which loop, or wait, never ends?"
_BASE_NEVER_RETURNED = "A call of Layer never returned."

SECONDS = 7.0  #: for a test; the time-outs of an exercise may take twice that together
PATIENCE = 2  #: time-outs in one exercise before its tests get a quarter of the time
_MAX_PRINTED = 64 * 1024
_REFUSED = re.compile(rf"({'|'.join(EXERCISE_FILES)})\.(\w+)\(\)")


class InBrowser(Direct):
    """Direct mode with a deadline, prints and places.

    Parameters
    ----------
    watcher : Watcher
        Watches the student's files.
    ended : mapping of str to mapping
        Tests, by their ids, that have ended the interpreter: ``how``, and what they had
        ``called``. These are not run again.
    tell : callable
        Gets the id of each test before it runs.
    seconds : float
        What a test may take.
    """

    mode = "browser"
    sandbox = "confined by the browser"

    def __init__(
        self,
        watcher: Watcher,
        ended: Mapping[str, Mapping[str, Any]],
        tell: Callable[[str], object],
        seconds: float = SECONDS,
    ) -> None:
        self._watcher, self._ended, self._tell = watcher, ended, tell
        self._seconds, self._total = seconds, 2 * seconds
        self._late: dict[str, list[float]] = {}  #: how long the time-outs of an exercise took
        self._base_late: Exception | None = None
        self._printed = Printed()

    @contextlib.contextmanager
    def layers(self, exercise: str, test: str = "") -> Iterator[Any]:
        """Give a test of `exercise` the classes of all exercises, and keep what it prints."""
        self._printed = Printed()
        self._watcher.called = None
        captured = (
            contextlib.redirect_stdout(self._printed),
            contextlib.redirect_stderr(self._printed),
        )
        with captured[0], captured[1], super().layers(exercise, test) as classes:
            yield classes

    def probe(self) -> None:
        """Raise what keeps the student's Layer from serving as a base class."""
        if self._base_late is not None:
            raise self._base_late
        try:
            with self._watcher.limit(self._seconds):
                super().probe()
        except Late:
            self._base_late = WorkerError(Outcome.TIMED_OUT, _BASE_NEVER_RETURNED)
            raise self._base_late from None
        except ExerciseError as error:
            self._note(error)
            raise

    def output(self) -> str:
        """Return what the last test's code printed, made harmless."""
        return harmless(self._printed.getvalue())

    def called(self) -> tuple[str, str] | None:  # type: ignore[override]
        """Return the student's class, and which of its methods, the last test used last."""
        last = self._watcher.called
        classes = (name for name in EXERCISE_FILES if last and last[0] == self.path(name))
        name = next(classes, None)
        return (name, last[1]) if name and last else None

    @pytest.hookimpl(wrapper=True, trylast=True)  # inside the plugin's, which would take Late over
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Run a test within its time."""
        test = pyfuncitem.nodeid
        self._tell(test)
        if test in self._ended:
            self._watcher.called = self._ended[test].get("called")
            raise _ended(self._ended[test]["how"])
        exercise = Path(test.partition("::")[0]).parent.name
        late = self._late.setdefault(exercise, [])
        gone = [each for each in self._ended if f"/{exercise}/" in each]
        if sum(late) >= self._total or len(gone) >= PATIENCE:
            raise WorkerError(Outcome.TIMED_OUT, messages.budget_spent(exercise, self._total))
        seconds = self._seconds if len(late) < PATIENCE else self._seconds / 4
        try:
            with self._watcher.limit(seconds):
                return (yield)
        except Late as error:
            late.append(seconds)
            raise _late(messages.timed_out(seconds), origin_of(error)) from None
        except ExerciseError as error:
            if not self._note(error):
                raise
            path, line = str(error.path), error.line or 0
            message = messages.load_timed_out(path.removeprefix("exercises/"), self._seconds)
            origin = Origin(path, line, linecache.getline(path, line).strip(), "", "")
            raise _late(message, origin if line else None) from None
        except TypeError as error:
            # A call with other parameters than the method has never got as far as the method.
            if refused := _REFUSED.match(str(error)):
                self._watcher.called = f"exercises/{EXERCISE_FILES[refused[1]]}", refused[2]
            raise

    def _note(self, error: ExerciseError) -> bool:
        """Keep which file never ends while it is loaded, and return whether it is that."""
        if isinstance(error.__cause__, Late):
            path = str(error.path)
            error.line = self._watcher.hanging.setdefault(path, error.line)
        return isinstance(error.__cause__, Late)


class Printed(io.StringIO):
    """What was printed, up to a bound: a loop that prints would fill the memory."""

    def write(self, text: str, /) -> int:
        """Keep what fits."""
        return super().write(text[: max(_MAX_PRINTED - self.tell(), 0)])


def _late(message: str, origin: Origin | None) -> WorkerError:
    error = WorkerError(Outcome.TIMED_OUT, message)
    error.origin = origin  # type: ignore[attr-defined]
    return error


def _ended(how: str) -> WorkerError:
    if how == Outcome.TIMED_OUT.value:
        return WorkerError(Outcome.TIMED_OUT, _NEVER_RETURNED)
    return WorkerError(Outcome.CRASHED, messages.crashed(how))
