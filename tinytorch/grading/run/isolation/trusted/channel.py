"""Frames over the pipes to a worker, with a deadline for every step.

The trusted side never waits longer than it means to: neither for a frame that comes byte by byte,
nor for a worker that does not read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from tinytorch.grading.run.isolation.frame import HEADER, MAX_FRAME, WireError
from tinytorch.grading.run.isolation.trusted.pipes import Late, Pipes, PolledPipes, ThreadedPipes

MOMENT = 0.01  #: seconds, below which a delay is nobody's fault

T = TypeVar("T")


class Channel:
    """Sends and receives frames.

    Parameters
    ----------
    incoming, outgoing : int
        File descriptors, owned by the channel from now on.
    output : int
        A descriptor on which the worker prints.
    sink : callable
        Gets what arrives there during waits, so that a worker that prints a lot is never blocked
        by it.
    missed : callable
        Gives the seconds since it was last asked in which the worker could not run, because the
        machine was busy. Deadlines are put off by so much.
    prints : int, optional
        The end of `output` that the worker writes to, where this process has it as well.
    """

    def __init__(
        self,
        incoming: int,
        outgoing: int,
        output: int,
        sink: Callable[[bytes], None],
        missed: Callable[[], float],
        *,
        prints: int | None = None,
    ) -> None:
        self._missed = missed
        self.lent = 0.0  #: seconds by which deadlines were put off
        if sys.platform == "win32":
            self._pipes: Pipes = ThreadedPipes(incoming, outgoing, output, sink, prints)
        else:
            if prints is not None:
                os.close(prints)
            self._pipes = PolledPipes(incoming, outgoing, output, sink)
        self._buffer = bytearray()

    def send(self, frame: bytes, deadline: float) -> None:
        """Send one frame whole."""
        data = memoryview(HEADER.pack(len(frame)) + frame)
        while data:
            sent, deadline = self._patiently(partial(self._pipes.write, data), deadline)
            data = data[sent:]

    def receive(self, deadline: float) -> bytes:
        """Return the next frame."""
        (size,) = HEADER.unpack(self._exactly(HEADER.size, deadline))
        if size > MAX_FRAME:
            raise WireError("a message is too large")
        return self._exactly(size, deadline)

    def lend(self) -> float:
        """Return by how many seconds more a deadline is to be put off."""
        lent = self._missed()
        self.lent += lent
        return lent

    def unasked(self) -> bool:
        """Return whether bytes have arrived that nobody waited for."""
        return bool(self._buffer) or self._pipes.pending()

    def drain(self) -> None:
        """Hand on what was printed before the last frame came; do not wait for more."""
        self._pipes.drain()

    def close(self) -> None:
        """Give the descriptors back."""
        self._pipes.close()

    def _patiently(self, step: Callable[[float], T], deadline: float) -> tuple[T, float]:
        """Return what a step gives, and the deadline of the next."""
        while True:
            try:
                return step(deadline), deadline
            except Late:
                lent = self.lend()
                if lent < MOMENT:
                    raise
                deadline += lent

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._buffer) < size:
            data, deadline = self._patiently(self._pipes.read, deadline)
            self._buffer += data
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken
