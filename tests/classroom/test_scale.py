"""Time and memory of large classes; on request, since it takes some minutes.

``TINYTORCH_SCALE=1 pytest tests/classroom/test_scale.py -s`` on a machine that does nothing else.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.classroom.generate import make, write, write_roster
from tests.classroom.references import ROOT

pytestmark = pytest.mark.skipif(
    "TINYTORCH_SCALE" not in os.environ or sys.platform != "linux",
    reason="takes minutes: set TINYTORCH_SCALE=1",
)

CORES = {0, 1}


def family(root: int) -> set[int]:
    """Return a process with all its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = entry.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        parents[int(entry.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found, before = {root}, set()
    while found != before:
        before = set(found)
        found |= {pid for pid, parent in parents.items() if parent in found}
    return found


def memory(root: int) -> int:
    """Return the bytes of a process and its descendants, shared pages counted once."""
    total = 0
    for pid in family(root):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


class Watched:
    """A class run with its time and its peak of memory."""

    def __init__(self, folder: Path, count: int) -> None:
        made = make(count, seed=count)
        write(folder / "submissions", made)
        write_roster(folder / "roster.csv", made)
        arguments = [
            folder / "submissions",
            "--roster",
            folder / "roster.csv",
            "--out",
            folder / "out",
        ]
        command = [sys.executable, "-P", "-m", "tinytorch.course.classroom", *map(str, arguments)]
        began = time.monotonic()
        running = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            preexec_fn=lambda: os.sched_setaffinity(0, CORES),
        )
        self.peak, done = 0, threading.Event()
        watcher = threading.Thread(target=self._watch, args=(running.pid, done))
        watcher.start()
        self.code = running.wait()
        self.seconds = time.monotonic() - began
        done.set()
        watcher.join()
        print(f"{count}: {self.seconds:.0f} s, {self.peak / 2**20:.0f} MiB")

    def _watch(self, pid: int, done: threading.Event) -> None:
        while not done.wait(0.5):
            self.peak = max(self.peak, memory(pid))


def test_three_hundred_take_less_than_four_minutes_in_the_memory_of_fifty(tmp_path):
    few, many = Watched(tmp_path / "50", 50), Watched(tmp_path / "300", 300)

    assert (few.code, many.code) == (0, 0)
    assert many.seconds < 240
    assert many.peak < 1.2 * few.peak
    assert many.seconds < 1.3 * few.seconds * 300 / 50


def test_a_thousand_are_graded_in_one_run(tmp_path):
    assert Watched(tmp_path, 1000).code == 0
