"""A worker as the trusted side holds it, and what all ways of starting one have in common."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.grading import messages
from tinytorch.grading.model import GradingError
from tinytorch.grading.run.isolation.frame import WireError
from tinytorch.grading.run.isolation.trusted.channel import Channel
from tinytorch.grading.run.isolation.trusted.pipes import Closed, Late
from tinytorch.grading.run.isolation.turns import Missed

START = 30.0  #: seconds until a worker must be ready; a cold disk needs some
MAX_OUTPUT = 8 * 1024  #: bytes kept of what a worker prints


class Output:
    """What a worker printed, up to a bound."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._cut = False

    def add(self, data: bytes) -> None:
        """Keep the beginning; note whether there was more."""
        room = MAX_OUTPUT - len(self._kept)
        self._kept += data[:room]
        self._cut = self._cut or len(data) > room

    def clear(self) -> None:
        """Begin anew."""
        self._kept.clear()
        self._cut = False

    def text(self) -> str:
        """Return it as text, with a mark where it was cut."""
        text = self._kept.decode("utf-8", "replace").replace("\r\n", "\n")
        return f"{text}\n[...]" if self._cut else text


@dataclass
class Handle:
    """A worker as the trusted side holds it."""

    channel: Channel
    output: Output
    missed: Missed
    measures: list[str]  #: what confines it
    end: Callable[[], int]  #: kills it, and returns how it ended: an exit code, or minus a signal
    drop: Callable[[], object]  #: kills it, without waiting for it
    _closed: bool = False
    _status: int = 0

    def kill(self) -> int:
        """End the worker and all that it started, and return how it ended."""
        if not self._closed:
            self._status = self.end()
            self._close()
        return self._status

    def drain(self) -> None:
        """Take in what the worker has printed before its last reply."""
        if not self._closed:
            self.channel.drain()

    def release(self) -> None:
        """End the worker and all that it started, unless that is done."""
        if not self._closed:
            self.drop()
            self._close()

    def _close(self) -> None:
        self._closed = True
        self.channel.drain()
        self.channel.close()


def command(call: str, *, wrapper: tuple[str, ...] = ()) -> list[str]:
    """Return the command that calls a function of `process` in a bare interpreter.

    ``-I -S`` keep the environment, the working folder and site hooks out of it; what can be
    imported is what the trusted side itself can import.
    """
    path = [str(ROOT), *(entry for entry in sys.path if entry and entry != str(ROOT))]
    code = (
        f"import sys; sys.path[:] = {path!r}; "
        "from tinytorch.grading.run.isolation.untrusted import process; "
    )
    return [*wrapper, sys.executable, "-I", "-S", "-X", "utf8", "-c", code + f"process.{call}"]


def environment(folder: Path) -> dict[str, str]:
    """Return what a worker needs of the environment, and no more."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    threads = (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
    return {**kept, **dict.fromkeys(threads, "1"), "TMPDIR": str(folder), "TEMP": str(folder)}


def ready(handle: Handle, start: bytes) -> Handle:
    """Tell a worker of a submission, and hear what it says that it is under."""
    with suppress(Closed, Late):  # it will be noticed when the worker is asked
        handle.channel.send(start, time.monotonic() + START)
    handle.measures += _greet(handle.channel)
    return handle


def _greet(channel: Channel) -> list[str]:
    """Return the measures that a new worker says it is under."""
    # Not above: its NumPy loads while the first workers start.
    from tinytorch.grading.run.isolation import wire

    try:
        message = wire.decode(channel.receive(time.monotonic() + START))
    except (Closed, Late, WireError):
        message = None
    match message:
        case ("ready", wire.VERSION, list(measures)):
            return [str(measure) for measure in measures]
    raise GradingError(messages.NO_WORKER)
