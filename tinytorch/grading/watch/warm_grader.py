"""A process that grades and stays warm: collected tests and prepared workers wait for a save.

It is a process of its own so that a grade which hangs can be given up at once, and so that nothing
in it disturbs the screen. Both sides are the trusted one: what they exchange is pickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from tinytorch.checkout import ROOT
from tinytorch.grading import command_line, messages
from tinytorch.grading.given import catalogue, submission
from tinytorch.grading.model import EXERCISES, Exercise, GradingError, OwnFault, Report
from tinytorch.grading.verdict import scoring

if TYPE_CHECKING:
    from tinytorch.grading.run.isolation.trusted.launcher import Launcher
    from tinytorch.grading.run.pytest_run import Suite


#: A grade, or the sentence that says why there is none.
Verdict = Report | str


class WarmGrader:
    """The process, as the watcher holds it.

    Parameters
    ----------
    tell : callable
        Gets each verdict, from a thread, with the grader that gave it.
    """

    def __init__(self, tell: Callable[[WarmGrader, Verdict], None]) -> None:
        self._tell = tell
        # A session of its own: Ctrl-C is for the watcher, which then ends this.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._closed = False
        self._requests = self._process.stdin
        self._listener = Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    def ask(self, exercises: Iterable[Exercise]) -> None:
        """Begin to grade some exercises."""
        with contextlib.suppress(OSError):  # it has ended; the listener tells
            pickle.dump([exercise.folder for exercise in exercises], self._requests)
            self._requests.flush()

    def close(self) -> None:
        """End the process and all that it started, whatever it is doing."""
        self._closed = True
        if sys.platform == "win32":
            tree = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
            subprocess.run(tree, capture_output=True, check=False)
        else:
            self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        with contextlib.suppress(OSError):
            self._requests.close()

    def _listen(self, replies: BinaryIO) -> None:
        with replies, contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            while True:
                self._tell(self, pickle.load(replies))
        if not self._closed:
            self._tell(self, messages.GRADER_ENDED)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests, lists of exercise folders, until there are no more or one fails."""
    from tinytorch.grading.run import isolated

    asked = _received(requests)
    with isolated.prepared() as launcher:
        signal.signal(signal.SIGTERM, lambda *_: _give_up(launcher))
        request = next(asked, None)
        while request is not None:
            request = _serve_with_tests(chain([request], asked), replies, launcher)


def _received(requests: BinaryIO) -> Iterator[list[str]]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(requests)


def _serve_with_tests(
    asked: Iterator[list[str]], replies: BinaryIO, launcher: Launcher
) -> list[str] | None:
    """Collect the tests, and answer until they have changed: return what was asked then."""
    from tinytorch.grading.run import pytest_run

    tests = _state_of_tests()
    _forget_tests()

    def work(suite: Suite) -> list[str] | None:
        for request in asked:
            if _state_of_tests() != tests:  # an instructor is at work
                return request
            verdict = _verdict(request, suite, launcher)
            _reply(verdict, replies)
            if isinstance(verdict, str):
                break  # what failed may be this process: the next one starts from nothing
        return None

    try:
        return pytest_run.with_tests(work)
    except OwnFault as error:
        _reply(command_line.own_fault(str(error)), replies)
    except GradingError as error:
        _reply(str(error), replies)
    return None


def _reply(verdict: Verdict, replies: BinaryIO) -> None:
    pickle.dump(verdict, replies)
    replies.flush()


def _give_up(launcher: Launcher) -> NoReturn:
    # No exception could do this: pytest takes one for the failure of a test.
    launcher.close()
    os._exit(1)


def _verdict(folders: list[str], suite: Suite, launcher: Launcher) -> Verdict:
    from tinytorch.grading.run import isolated

    exercises = tuple(each for each in EXERCISES if each.folder in folders)
    seed = secrets.randbits(32)
    try:
        tests = catalogue.read(ROOT, exercises)
        submitted = submission.read(ROOT, ROOT)
        output = isolated.run_collected(suite, submitted, exercises, launcher=launcher, seed=seed)
        return scoring.score(tests, submitted, output, seed=seed)
    except OwnFault as error:
        return command_line.own_fault(str(error))
    except GradingError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - the watcher shows it and goes on
        return command_line.own_fault(messages.internal_error(error, Path(__file__).name))


def _state_of_tests() -> list[tuple[str, int, int]]:
    files = sorted((ROOT / "exercises").glob("*/test_*.py"))
    return [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]


def _forget_tests() -> None:
    """Have the tests loaded anew."""
    folder = str(ROOT / "exercises")
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(folder):
            del sys.modules[name]


if __name__ == "__main__":
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed may come between the replies
    serve(sys.stdin.buffer, replies)
