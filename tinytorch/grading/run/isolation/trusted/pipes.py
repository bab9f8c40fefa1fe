"""The pipes to a worker: bytes out, bytes in and what it prints, with a deadline for each step.

POSIX waits with `select.poll`. Windows cannot wait for pipes, so a thread each reads and writes
them there.
"""

from __future__ import annotations

import os
import queue
import secrets
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

_CHUNK = 1 << 18
_DRAIN = 5.0  #: seconds after which a mark does not come any more
_LAST_READS = 4  #: each of at most `_CHUNK`; a pipe holds less than one


class Closed(Exception):
    """The other side has closed the channel: its process has ended."""


class Late(Exception):
    """The deadline passed before the step was complete."""


class Pipes(Protocol):
    """Bytes in, bytes out, each with a deadline in the time of `time.monotonic`."""

    def read(self, deadline: float) -> bytes: ...

    def write(self, data: memoryview, deadline: float) -> int: ...

    def pending(self) -> bool: ...

    def drain(self) -> None: ...

    def close(self) -> None: ...


class PolledPipes:
    """POSIX: descriptors that never block, waited for together."""

    def __init__(
        self, incoming: int, outgoing: int, output: int, sink: Callable[[bytes], None]
    ) -> None:
        self._incoming, self._outgoing, self._output = incoming, outgoing, output
        self._sink = sink
        self._all = {incoming, outgoing, output}
        self._reading, self._writing = select.poll(), select.poll()
        self._writing.register(outgoing, select.POLLOUT)
        self._reading.register(incoming, select.POLLIN)
        for descriptor in self._all:
            os.set_blocking(descriptor, False)
        self._reading.register(output, select.POLLIN)
        self._writing.register(output, select.POLLIN)

    def read(self, deadline: float) -> bytes:
        while True:
            if self._incoming in self._wait(self._reading, deadline):
                data = self._take(self._incoming)
                if data:
                    return data
                raise Closed

    def write(self, data: memoryview, deadline: float) -> int:
        while True:
            if self._outgoing in self._wait(self._writing, deadline):
                try:
                    return os.write(self._outgoing, data[:_CHUNK])
                except BlockingIOError:
                    continue
                except OSError:
                    raise Closed from None

    def pending(self) -> bool:
        # The end of the other process is no data: it shows as another event.
        return (self._incoming, select.POLLIN) in self._reading.poll(0)

    def drain(self) -> None:
        data = b"."
        for _ in range(_LAST_READS):  # a process that still runs could go on for ever
            data = self._take(self._output) if data else b""
            self._sink(data)

    def close(self) -> None:
        for descriptor in self._all:
            os.close(descriptor)
        self._all = set()

    def _wait(self, poll: select.poll, deadline: float) -> set[int]:
        left = deadline - time.monotonic()
        ready = self._ready(poll, max(left, 0.0) * 1000)
        # What has come in time may be looked at late.
        if left <= 0 and not ready:
            raise Late
        return ready

    def _ready(self, poll: select.poll, milliseconds: float) -> set[int]:
        """Wait for any descriptor; hand on what was printed, and return the others."""
        ready = {descriptor for descriptor, _ in poll.poll(milliseconds)}
        if self._output in ready:
            data = self._take(self._output)
            self._sink(data)
            if not data:
                self._reading.unregister(self._output)
                self._writing.unregister(self._output)
        return ready

    def _take(self, descriptor: int) -> bytes:
        try:
            return os.read(descriptor, _CHUNK)
        except OSError:
            return b""


class ThreadedPipes:
    """Windows: threads block on the pipes, and the caller waits for the threads."""

    def __init__(
        self,
        incoming: int,
        outgoing: int,
        output: int,
        sink: Callable[[bytes], None],
        prints: int | None = None,
    ) -> None:
        self._prints = prints
        self._mark = b""
        self._marked = threading.Event()
        self._arrived: queue.Queue[bytes] = queue.Queue(maxsize=16)
        self._leaving: queue.Queue[bytes | None] = queue.Queue(maxsize=1)
        self._start(self._read_all, incoming, self._arrived.put)
        self._start(self._write_all, outgoing)
        self._start(self._read_output, output, sink)

    def read(self, deadline: float) -> bytes:
        try:
            data = self._arrived.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise Late from None
        if not data:
            raise Closed
        return data

    def write(self, data: memoryview, deadline: float) -> int:
        chunk = bytes(data[:_CHUNK])
        try:
            self._leaving.put(chunk, timeout=max(0.0, deadline - time.monotonic()))
        except queue.Full:
            raise Late from None
        return len(chunk)

    def pending(self) -> bool:
        # The end of the other process is no data.
        with self._arrived.mutex:
            return any(self._arrived.queue)

    def drain(self) -> None:
        """Wait until all has been read that the worker printed before.

        That is when a mark, written behind it, has come out at the other end.
        """
        if self._prints is not None:
            self._marked.clear()
            self._mark = secrets.token_bytes(16)
            os.write(self._prints, self._mark)
            self._marked.wait(_DRAIN)

    def close(self) -> None:
        # The worker is dead by now, so each thread meets the end of its pipe and closes it.
        with suppress(queue.Full):
            self._leaving.put_nowait(None)
        if self._prints is not None:
            os.close(self._prints)
            self._prints = None

    @staticmethod
    def _start(work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, daemon=True).start()

    @staticmethod
    def _read_all(descriptor: int, sink: Callable[[bytes], None]) -> None:
        data = b"."
        while data:
            try:
                data = os.read(descriptor, _CHUNK)
            except OSError:
                data = b""
            sink(data)
        os.close(descriptor)

    def _read_output(self, descriptor: int, sink: Callable[[bytes], None]) -> None:
        held = bytearray()  # what may be the beginning of a mark is kept back

        def look(data: bytes) -> None:
            nonlocal held
            held += data
            if self._mark and self._mark in held:
                before, _, after = held.partition(self._mark)
                held, self._mark = after, b""
                sink(bytes(before))
                self._marked.set()
            elif not data:
                sink(bytes(held))
            elif len(held) > _CHUNK:
                sink(bytes(held[:-16]))
                del held[:-16]

        self._read_all(descriptor, look)

    def _write_all(self, descriptor: int) -> None:
        try:
            while chunk := self._leaving.get():
                view = memoryview(chunk)
                while view:
                    view = view[os.write(descriptor, view) :]
        except OSError:
            pass
        os.close(descriptor)
