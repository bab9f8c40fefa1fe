"""Workers that the prepared parent (`process.parent`) forks: quick, and safe on Linux alone."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.model import GradingError
from tinytorch.grading.run.isolation.control import DROP, FORK, JOIN, KILL, MISSED, REPLY, REQUEST
from tinytorch.grading.run.isolation.folders import OwnFolder
from tinytorch.grading.run.isolation.trusted.channel import Channel
from tinytorch.grading.run.isolation.trusted.handle import (
    Handle,
    Output,
    command,
    environment,
    ready,
)
from tinytorch.grading.run.isolation.turns import Missed

_AHEAD = 2  #: workers that wait, ready, for their tests
_BUBBLEWRAP = "bubblewrap"


class Forks:
    """Has the prepared parent fork workers, asked on a socket of its own."""

    slow = False

    def __init__(self, control: socket.socket, outer: list[str]) -> None:
        self._control, self._outer = control, outer
        self._count = 0
        self._waiting: deque[Handle] = deque()
        for _ in range(_AHEAD):
            self._request()

    def take(self, start: bytes) -> Handle:
        """Return the worker that waits longest, and have another forked."""
        self._request()
        return ready(self._waiting.popleft(), start)

    def branch(self) -> Forks:
        """Return one for a process that this one is about to fork."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._send(JOIN, 0, [theirs.fileno()])
        return Forks(ours, self._outer)

    def close(self) -> None:
        """End the workers that wait, and all others that were asked for here."""
        self._control.close()
        for handle in self._waiting:
            handle.channel.close()

    def _request(self) -> None:
        self._count += 1
        number = self._count
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        printed, output = os.pipe()
        theirs = [theirs_in, theirs_out, output]
        try:
            self._send(FORK, number, theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        kept, missed = Output(), Missed(partial(self._missed, number))
        channel = Channel(ours_in, ours_out, printed, kept.add, missed)
        end, drop = partial(self._end, number), partial(self._send, DROP, number)
        self._waiting.append(Handle(channel, kept, missed, [*self._outer], end, drop))

    def _send(self, verb: bytes, number: int, descriptors: Sequence[int] = ()) -> None:
        try:
            socket.send_fds(self._control, [REQUEST.pack(verb, number)], descriptors)
        except OSError:
            raise GradingError(messages.NO_WORKER) from None

    def _end(self, number: int) -> int:
        return self._answer(KILL, number)

    def _missed(self, number: int) -> float:
        return self._answer(MISSED, number) / 1000

    def _answer(self, verb: bytes, number: int) -> int:
        self._send(verb, number)
        try:
            _, value = REPLY.unpack(self._control.recv(REPLY.size))
        except (OSError, struct.error):
            raise GradingError(messages.NO_WORKER) from None
        return int(value)


class Forking(Forks):
    """Starts the prepared parent, and has it fork workers."""

    def __init__(self, own: OwnFolder, level: str) -> None:
        self._own, folder = own, own.path
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        call = f"parent({theirs.fileno()}, {str(folder)!r}, {level!r})"
        wrapper = _bubblewrap(folder) if level != "off" else ()
        self._process = subprocess.Popen(
            command(call, wrapper=wrapper),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            cwd=folder,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        super().__init__(control, [_BUBBLEWRAP] if wrapper else [])

    def close(self) -> None:
        """End everything."""
        super().close()  # the prepared parent ends with its first socket, and so do its workers
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._own.close()


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
