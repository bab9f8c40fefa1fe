"""Times commands against each other, in turn, so that a machine's moods fall on all alike."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of every measured command: this checkout, one thread for BLAS."""
    fixed = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **dict.fromkeys(_THREADS, "1")}
    return {**os.environ, **fixed, **variables}


def python(*arguments: str, **variables: str) -> str:
    """Return what Python prints, run on this checkout with the reference."""
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=ROOT,
        env=environment(TINYTORCH_SOURCE="solutions", **variables),
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def in_turn(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each piece of work; a round that nobody counts comes first."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, run in work.items():
            start = perf_counter()
            run()
            if number:
                times[name].append(perf_counter() - start)
    return {name: median(seconds) for name, seconds in times.items()}
