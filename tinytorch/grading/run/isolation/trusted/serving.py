"""A worker that serves the tests of an exercise, one after the other, and forgets in between."""

from __future__ import annotations

import time
from contextlib import suppress

from tinytorch.grading.run.isolation import wire
from tinytorch.grading.run.isolation.frame import WireError
from tinytorch.grading.run.isolation.trusted.handle import Handle
from tinytorch.grading.run.isolation.trusted.pipes import Closed, Late
from tinytorch.grading.run.isolation.trusted.session import Numbers

FORGET = 1.0  #: seconds that a worker may take to forget a test


class Serving:
    """A worker, and which test it is at."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.numbers = Numbers()
        self.served = 0  #: tests that have ended

    def begin(self, seed: bytes, *, lent: float, replaced: bool) -> None:
        """Let the worker draw as this test has it, from an empty Layer if that is replaced."""
        self.handle.missed.begin(lent)
        self._send(("begin", seed, replaced))

    def forget(self) -> None:
        """Begin to drop all that the test that has ended has left; see `has_forgotten`."""
        self.served += 1
        self._send(("forget", self.served))

    def has_forgotten(self) -> bool:
        """Wait until it is done; return whether nothing is left and another test can begin here."""
        channel = self.handle.channel
        try:
            reply = wire.decode(channel.receive(time.monotonic() + FORGET))
        except (Closed, Late, WireError):
            return False
        channel.drain()
        self.handle.output.clear()
        match reply:
            case ("forgotten", int(test), True):
                return test == self.served and not channel.unasked()
        return False

    def _send(self, message: tuple[object, ...]) -> None:
        with suppress(Closed, Late):  # it will be noticed when the worker is asked
            self.handle.channel.send(wire.encode(message), time.monotonic() + FORGET)
