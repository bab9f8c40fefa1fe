"""The processes on the untrusted side: the prepared parent, and what a worker does first.

The prepared parent has NumPy and tinytorch.core loaded and forks workers (Linux).
It never holds a test, an expected value, a seed, the reference or a submission. Where forking is
not safe, each worker is a process of its own that starts here as well.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tinytorch.core import activations, layers, tensor  # noqa: F401 - forks share them
from tinytorch.grading.run.isolation import memory, sandbox, turns, wire
from tinytorch.grading.run.isolation.control import FORK, JOIN, KILL, MISSED, REPLY, REQUEST
from tinytorch.grading.run.isolation.frame import HEADER
from tinytorch.grading.run.isolation.untrusted.worker import Worker

_INCOMING, _OUTGOING = 3, 4
_LOOK = 0.05  #: seconds between two looks at what workers have written


def parent(control: int, folder: str, level: str) -> NoReturn:
    """Fork and kill workers as asked, until the trusted side has gone."""
    sandbox.guard_parent()
    memory.reuse()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the trusted side decides when to stop
    try:
        _Parent(socket.socket(fileno=control), Path(folder), level).serve()
    finally:
        os._exit(0)


@dataclass(slots=True)
class _Forked:
    """A worker."""

    pid: int
    folder: Path


class _Parent:
    """The prepared parent: its workers, each known to the socket on which it was asked for."""

    def __init__(self, control: socket.socket, folder: Path, level: str) -> None:
        self._control, self._folder, self._level = control, folder, level
        self._workers: dict[socket.socket, dict[int, _Forked]] = {control: {}}
        self._count = 0

    def serve(self) -> None:
        """Do what is asked until the first socket is closed; then no worker is left."""
        try:
            while self._control in self._workers:
                asking, _, _ = select.select([*self._workers], [], [], self._wait())
                for asked in asking:
                    try:
                        self._do(asked, *socket.recv_fds(asked, REQUEST.size, 3)[:2])
                    except ConnectionError:  # who asked has been killed, with answers unread
                        self._leave(asked)
                if not asking:
                    self._end_overfull()
        finally:
            for each in self._all():
                with suppress(OSError):  # the first call has ended the others as well
                    _end(each.pid, set())

    def _all(self) -> list[_Forked]:
        return [each for workers in self._workers.values() for each in workers.values()]

    def _wait(self) -> float | None:
        return _LOOK if self._all() else None

    def _do(self, asked: socket.socket, request: bytes, descriptors: list[int]) -> None:
        workers = self._workers[asked]
        if not request:
            self._leave(asked)
            return
        verb, number = REQUEST.unpack(request)
        if verb == FORK:
            workers[number] = self._fork(descriptors)
        elif verb == JOIN:
            self._workers[socket.socket(fileno=descriptors[0])] = {}
        elif verb == MISSED:
            asked.send(REPLY.pack(number, round(turns.missed(workers[number].pid) * 1000)))
        else:
            status = self._end(workers.pop(number))
            if verb == KILL:
                asked.send(REPLY.pack(number, status))

    def _leave(self, asked: socket.socket) -> None:
        """End the workers of one who has gone."""
        workers = self._workers[asked]
        for number in [*workers]:
            self._end(workers.pop(number))
        del self._workers[asked]
        asked.close()

    def _fork(self, descriptors: list[int]) -> _Forked:
        self._count += 1
        folder = self._folder / f"worker-{self._count}"
        folder.mkdir(mode=0o700)
        with warnings.catch_warnings():
            # NumPy's idle threads make newer Pythons warn; one BLAS thread means there are none.
            warnings.simplefilter("ignore")
            pid = os.fork()
        if pid == 0:
            try:
                sandbox.new_session()
                sandbox.die_with_parent()
                signal.signal(signal.SIGINT, signal.default_int_handler)
                for asked in self._workers:
                    asked.close()
                _serve(descriptors, folder, self._level)
            finally:
                os._exit(70)
        for descriptor in descriptors:
            os.close(descriptor)
        return _Forked(pid, folder)

    def _end(self, worker: _Forked) -> int:
        """End a worker and clear up after it; return how it ended."""
        status = _end(worker.pid, {each.pid for each in self._all()})
        shutil.rmtree(worker.folder, ignore_errors=True)
        return status

    def _end_overfull(self) -> None:
        """Kill workers that fill the disk; they are reaped as those that ended by themselves."""
        for each in self._all():
            if sandbox.overfull(each.folder):
                os.kill(each.pid, signal.SIGKILL)


def _serve(descriptors: list[int], folder: Path, level: str) -> NoReturn:
    """Put the descriptors in their places, confine this process and serve."""
    incoming, outgoing, output = descriptors
    null = os.open(os.devnull, os.O_RDONLY)
    # Out of the way first, so that no descriptor is overwritten before it is moved.
    high = [_moved_up(descriptor) for descriptor in (null, output, output, incoming, outgoing)]
    for place, descriptor in enumerate(high):
        os.dup2(descriptor, place, inheritable=False)
    os.closerange(_OUTGOING + 1, max(high) + 1)
    _run(_INCOMING, _OUTGOING, folder, level)


def _moved_up(descriptor: int) -> int:
    import fcntl

    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 32)


def spawned(folder: str, level: str) -> NoReturn:
    """Be a worker of one's own: requests on standard input, replies on standard output."""
    memory.reuse()
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # what the student prints goes where errors go
    os.close(null)
    if sys.platform == "linux":
        sandbox.die_with_parent()  # a thread, begun before a sandbox, would be outside of it
    else:
        incoming = watched(incoming)
    _run(incoming, outgoing, Path(folder), level)


def watched(incoming: int) -> int:
    """Return where to read what comes in; its end ends this process, even one in a loop."""
    ours, theirs = os.pipe()
    read, write, leave = os.read, os.write, os._exit  # whatever a student makes of these

    def hand_on() -> None:
        try:
            while data := memoryview(read(incoming, 1 << 16)):
                while data:
                    data = data[write(theirs, data) :]
        finally:
            leave(0)

    threading.Thread(target=hand_on, daemon=True).start()
    return ours


def _run(incoming: int, outgoing: int, folder: Path, level: str) -> NoReturn:
    os.chdir(folder)
    os.environ["TMPDIR"] = str(folder)
    # New streams: those from before the fork believe in other files behind the descriptors.
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = os.fdopen(descriptor, "w", 1, "utf-8", "backslashreplace", closefd=False)
        setattr(sys, name, stream)
    # A collection after each test would take long, and touch, and so copy, what a fork shares.
    gc.freeze()
    measures = sandbox.confine(folder, level=level)
    hello = wire.encode(("ready", wire.VERSION, measures))
    os.write(outgoing, HEADER.pack(len(hello)) + hello)
    Worker(incoming, outgoing, folder).run()


def _end(pid: int, others: set[int]) -> int:
    """Kill a worker with all its descendants, and return how it ended."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    if not ended:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    # Orphans come to this process, a subreaper; killing one may set its children free in turn.
    while orphans := set(_children()) - others:
        for orphan in orphans:
            with suppress(OSError):
                os.kill(orphan, signal.SIGKILL)
            with suppress(OSError):
                os.waitpid(orphan, 0)
    return os.waitstatus_to_exitcode(status)


def _children() -> Iterator[int]:
    """Give the processes whose parent this process is."""
    me = str(os.getpid())
    try:
        listing = Path(f"/proc/self/task/{me}/children").read_text(encoding="ascii")
        yield from map(int, listing.split())
    except OSError:
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # The name in parentheses may hold anything, blanks and parentheses included.
                fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                if fields.split()[1] == me:
                    yield int(entry.parent.name)
