"""Starts workers, one for each test, the next one ahead of time.

On Linux they are forked from the prepared parent (`process.parent`), which starts while pytest
starts. On macOS and Windows, where a fork is not safe or not there, each is a new process.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from tinytorch.grading import messages
from tinytorch.grading.model import GradingError
from tinytorch.grading.run.isolation import turns
from tinytorch.grading.run.isolation.channel import Channel, Closed, Late, WireError
from tinytorch.grading.run.isolation.control import DROP, FORK, KILL, MISSED, REPLY, REQUEST
from tinytorch.grading.run.isolation.turns import Missed

START = 30.0  #: seconds until a worker must be ready; a cold disk needs some
MAX_OUTPUT = 8 * 1024  #: bytes kept of what a worker prints
_AHEAD = 2  #: workers that wait, ready, for their tests

_ROOT = Path(__file__).resolve().parents[4]
_BUBBLEWRAP = "bubblewrap"


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


class Launcher(Protocol):
    """A source of workers."""

    def take(self, start: bytes) -> Handle:
        """Return a worker that is told of a submission by this frame."""

    def close(self) -> None: ...


def launch(level: str = "auto", *, fork: bool = sys.platform == "linux") -> Launcher:
    """Begin to start workers; returns at once.

    Parameters
    ----------
    level : {"auto", "required", "off"}
        How strictly to confine them.
    fork : bool
        Whether to fork them from a prepared parent.
    """
    folder = Path(tempfile.mkdtemp(prefix="tinytorch-"))
    return _Forking(folder, level) if fork else _Spawning(folder, level)


def _command(call: str, *, wrapper: tuple[str, ...] = ()) -> list[str]:
    """Return the command that calls a function of `process` in a bare interpreter.

    ``-I -S`` keep the environment, the working folder and site hooks out of it; what can be
    imported is what the trusted side itself can import.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if entry and entry != str(_ROOT))]
    code = (
        f"import sys; sys.path[:] = {path!r}; from tinytorch.grading.run.isolation import process; "
    )
    return [*wrapper, sys.executable, "-I", "-S", "-X", "utf8", "-c", code + f"process.{call}"]


def _environment(folder: Path) -> dict[str, str]:
    """Return what a worker needs of the environment, and no more."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    threads = (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
    return {**kept, **dict.fromkeys(threads, "1"), "TMPDIR": str(folder), "TEMP": str(folder)}


def _ready(handle: Handle, start: bytes) -> Handle:
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


class _Forking:
    """Has the prepared parent fork workers."""

    def __init__(self, folder: Path, level: str) -> None:
        self._folder = folder
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        call = f"parent({theirs.fileno()}, {str(folder)!r}, {level!r})"
        wrapper = _bubblewrap(folder) if level != "off" else ()
        self._outer = [_BUBBLEWRAP] if wrapper else []
        self._process = subprocess.Popen(
            _command(call, wrapper=wrapper),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self._count = 0
        self._waiting: deque[Handle] = deque()
        for _ in range(_AHEAD):
            self._request()

    def take(self, start: bytes) -> Handle:
        """Return the worker that waits longest, and have another forked."""
        self._request()
        return _ready(self._waiting.popleft(), start)

    def close(self) -> None:
        """End everything."""
        self._control.close()  # the prepared parent ends with it, and its workers with that
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        for handle in self._waiting:
            handle.channel.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _request(self) -> None:
        self._count += 1
        number = self._count
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        printed, output = os.pipe()
        request = REQUEST.pack(FORK, number)
        theirs = [theirs_in, theirs_out, output]
        try:
            socket.send_fds(self._control, [request], theirs)
        except OSError:
            raise GradingError(messages.NO_WORKER) from None
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        kept, missed = Output(), Missed(partial(self._missed, number))
        channel = Channel(ours_in, ours_out, printed, kept.add, missed)
        end, drop = partial(self._end, number), partial(self._ask, DROP, number)
        self._waiting.append(Handle(channel, kept, missed, [*self._outer], end, drop))

    def _ask(self, verb: bytes, number: int) -> None:
        try:
            self._control.send(REQUEST.pack(verb, number))
        except OSError:
            raise GradingError(messages.NO_WORKER) from None

    def _end(self, number: int) -> int:
        return self._answer(KILL, number)

    def _missed(self, number: int) -> float:
        return self._answer(MISSED, number) / 1000

    def _answer(self, verb: bytes, number: int) -> int:
        self._ask(verb, number)
        try:
            _, value = REPLY.unpack(self._control.recv(REPLY.size))
        except (OSError, struct.error):
            raise GradingError(messages.NO_WORKER) from None
        return int(value)


class _Spawning:
    """Starts each worker as a process of its own."""

    def __init__(self, folder: Path, level: str) -> None:
        self._folder, self._level = folder, level
        self._count = 0
        self._waiting: deque[Handle] = deque()
        for _ in range(_AHEAD):
            self._start()

    def take(self, start: bytes) -> Handle:
        """Return the worker that waits longest, and start another."""
        self._start()
        return _ready(self._waiting.popleft(), start)

    def close(self) -> None:
        """End everything."""
        for handle in self._waiting:
            handle.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._count += 1
        folder = self._folder / f"worker-{self._count}"
        folder.mkdir()
        process = subprocess.Popen(
            _command(f"spawned({str(folder)!r}, {self._level!r})"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        streams = [process.stdout, process.stdin, process.stderr]
        incoming, outgoing, printed = (os.dup(stream.fileno()) for stream in streams if stream)
        for stream in filter(None, streams):
            stream.close()
        output, missed = Output(), turns.of(process.pid)
        channel = Channel(incoming, outgoing, printed, output.add, missed)

        def end() -> int:
            status = _end_process(process)
            shutil.rmtree(folder, ignore_errors=True)
            return status

        self._waiting.append(Handle(channel, output, missed, [], end, end))


def _end_process(process: subprocess.Popen[bytes]) -> int:
    """Kill a process and, as far as the platform can tell them, all that it started."""
    status = process.poll()
    if sys.platform == "win32":
        tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    return process.wait() if status is None else status


def _bubblewrap(folder: Path) -> tuple[str, ...]:
    """Return the command that wraps the prepared parent, where bubblewrap works."""
    program = shutil.which("bwrap")
    if program is None:
        return ()
    unshare = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    view = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc")
    places = ("--bind", str(folder), str(folder))
    wrapper = (program, *unshare, "--die-with-parent", *view, *places, "--")
    try:
        trial = subprocess.run(
            [*wrapper, sys.executable, "-I", "-S", "-c", ""], capture_output=True, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return wrapper if trial.returncode == 0 else ()
