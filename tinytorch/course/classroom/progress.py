"""Says how far a run has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from typing import TextIO

BAR = 24  #: characters
LINES = 20  #: how many lines a whole run writes where there is no terminal


class Progress:
    """Counts what is done, and writes it to a stream.

    Parameters
    ----------
    stream : TextIO
    total : int
        How many submissions there are.
    """

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream, self._total = stream, total
        self._done = self._reused = self._problems = 0
        self._started = time.monotonic()
        self._terminal = stream.isatty()
        self._shown = 0.0

    def add(self, *, reused: bool = False, problem: bool = False) -> None:
        """Count one more."""
        self._done += 1
        self._reused += reused
        self._problems += problem
        now = time.monotonic()
        if self._terminal:
            if now - self._shown > 0.1 or self._done == self._total:
                self._shown = now
                self._write(f"\r{self._bar()} {self.line()}\x1b[K")
        elif self._done * LINES // self._total > (self._done - 1) * LINES // self._total:
            self._write(f"{self.line()}\n")

    def line(self) -> str:
        """Return what is done, how long the rest may take, and what went wrong so far."""
        parts = [f"{self._done} of {self._total} graded"]
        parts += [f"{self._reused} kept from before"] if self._reused else []
        parts += [f"{self._problems} with problems"] if self._problems else []
        fresh, left = self._done - self._reused, self._total - self._done
        if fresh and left:
            parts.append(f"about {_spell((time.monotonic() - self._started) / fresh * left)} left")
        return ", ".join(parts)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._terminal and self._done:
            self._write("\n")

    def _bar(self) -> str:
        filled = BAR * self._done // max(self._total, 1)
        return f"[{'#' * filled}{'.' * (BAR - filled)}]"

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _spell(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
