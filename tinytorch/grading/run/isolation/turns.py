"""How long a process was kept from running because others had the processors.

A worker that got no turn has not hung, so that deadlines are put off by what it has missed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def missed(process: int | str = "self") -> float:
    """Return the seconds in which a process was ready to run and did not; Linux counts them."""
    try:
        _, waited, _ = Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0.0
    return int(waited) / 1e9


class Missed:
    """What a worker, and this process, which waits for it, have missed since they were last asked.

    Parameters
    ----------
    worker : callable
        Gives the seconds that the worker has missed since it was started.
    """

    def __init__(self, worker: Callable[[], float]) -> None:
        self._worker = worker
        self._before = missed()
        self._left = 0.0

    def __call__(self) -> float:
        now = self._worker() + missed()
        since, self._before = now - self._before, now
        # Whoever prints without an end waits for turns without an end, too.
        lent = max(0.0, min(since, self._left))
        self._left -= lent
        return lent

    def begin(self, most: float) -> None:
        """Take note that a test begins, and how many seconds to put off in it at most."""
        self._left = most


class Guessed(Missed):
    """The same for macOS and Windows, which count only how long a process has run.

    Whether it waited for a turn, or for nothing, cannot be told; so the time in which it did not
    run is taken for missed, up to a bound for each test.
    """

    def __init__(self, process: int) -> None:
        import psutil

        watched, started = psutil.Process(process), time.monotonic()

        def idle() -> float:
            try:
                times = watched.cpu_times()
            except psutil.Error:
                return 0.0
            return float(time.monotonic() - started - times.user - times.system)

        super().__init__(idle)


def of(process: int) -> Missed:
    """Return what knows how long a process on this platform has missed its turns."""
    return Missed(lambda: missed(process)) if sys.platform == "linux" else Guessed(process)
