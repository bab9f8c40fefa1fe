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
import struct
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from tinytorch.core import activations, layers, tensor  # noqa: F401 - forks share them
from tinytorch.grading.run.isolation import memory, sandbox, turns, wire
from tinytorch.grading.run.isolation.control import FORK, KILL, MISSED, REPLY, REQUEST
from tinytorch.grading.run.isolation.worker import Worker

_INCOMING, _OUTGOING = 3, 4
_LOOK = 0.05  #: seconds between two looks at what workers have written


def parent(control: int, folder: str, level: str) -> NoReturn:
    """Fork and kill workers as asked, until the trusted side has gone."""
    sandbox.guard_parent()
    memory.reuse()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the trusted side decides when to stop
    asked = socket.socket(fileno=control)
    workers: dict[int, int] = {}
    try:
        while True:
            while not select.select([asked], [], [], _LOOK if workers else None)[0]:
                _end_overfull(folder, workers)
            data, descriptors, _, _ = socket.recv_fds(asked, REQUEST.size, 3)
            if not data:
                break
            verb, number = REQUEST.unpack(data)
            if verb == FORK:
                workers[number] = _fork(asked, descriptors, _folder(folder, number), level)
            elif verb == MISSED:
                asked.send(REPLY.pack(number, round(turns.missed(workers[number]) * 1000)))
            else:
                status = _end(workers.pop(number), set(workers.values()))
                if verb == KILL:
                    asked.send(REPLY.pack(number, status))
                shutil.rmtree(_folder(folder, number), ignore_errors=True)
    finally:
        for pid in workers.values():
            with suppress(OSError):  # the first call has ended the others as well
                _end(pid, set())
        os._exit(0)


def _end_overfull(folder: str, workers: dict[int, int]) -> None:
    """Kill the workers that fill the disk; they are reaped as those that ended by themselves."""
    for number, pid in workers.items():
        if sandbox.overfull(_folder(folder, number)):
            os.kill(pid, signal.SIGKILL)


def _folder(base: str, number: int) -> Path:
    return Path(base) / f"worker-{number}"


def _fork(control: socket.socket, descriptors: list[int], folder: Path, level: str) -> int:
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
            control.close()
            _serve(descriptors, folder, level)
        finally:
            os._exit(70)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


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
    os.write(outgoing, struct.pack(">I", len(hello)) + hello)
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
