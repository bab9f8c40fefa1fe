"""Workers that the prepared parent (`process.parent`) forks: quick, and safe on Linux alone."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections import deque
from contextlib import suppress
from functools import partial
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.model import GradingError
from tinytorch.grading.run.isolation.channel import Channel
from tinytorch.grading.run.isolation.control import DROP, FORK, KILL, MISSED, REPLY, REQUEST
from tinytorch.grading.run.isolation.folders import OwnFolder
from tinytorch.grading.run.isolation.handle import (
    Handle,
    Output,
    command,
    environment,
    ready,
)
from tinytorch.grading.run.isolation.turns import Missed

_AHEAD = 2  #: workers that wait, ready, for their tests
_BUBBLEWRAP = "bubblewrap"


class Forking:
    """Has the prepared parent fork workers."""

    slow = False

    def __init__(self, own: OwnFolder, level: str) -> None:
        self._own, folder = own, own.path
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        call = f"parent({theirs.fileno()}, {str(folder)!r}, {level!r})"
        wrapper = _bubblewrap(folder) if level != "off" else ()
        self._outer = [_BUBBLEWRAP] if wrapper else []
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
        self._count = 0
        self._waiting: deque[Handle] = deque()
        for _ in range(_AHEAD):
            self._request()

    def take(self, start: bytes) -> Handle:
        """Return the worker that waits longest, and have another forked."""
        self._request()
        return ready(self._waiting.popleft(), start)

    def close(self) -> None:
        """End everything."""
        self._control.close()  # the prepared parent ends with it, and its workers with that
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        for handle in self._waiting:
            handle.channel.close()
        self._own.close()

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
