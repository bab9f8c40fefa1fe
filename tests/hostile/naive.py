"""A grader as most are: it runs the student's code inside pytest, and believes what comes out.

It is the control of this corpus. A submission that forges must raise its score here, and one that
breaks things must break something here, or it shows nothing about the grader that withstands it.
A run has a deadline, limits and a folder of its own, so that it does no harm.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.copies import copy_checkout
from tests.hostile.corpus import HERE, Case
from tests.hostile.grading import lay_out
from tinytorch.grading.given import catalogue

DEADLINE, AFTERWARDS = 20.0, 0.5  #: seconds for pytest, and for what it has left running
LIMITS = {"RLIMIT_AS": 3 * 2**30, "RLIMIT_FSIZE": 32 * 2**20, "RLIMIT_CORE": 0}


@dataclass(frozen=True)
class Verdict:
    """Points by each of the ways in which such graders count them, and what else happened."""

    reported: int  #: by the JSON report; without one, by the exit code
    printed: int  #: by the line that looks like pytest's last
    noticed: int  #: by the first notice in the log
    written: int  #: by the outputs of the workflow's step
    hangs: bool
    ends: bool  #: without a report
    leaves: bool  #: processes behind


def grade(case: Case) -> Verdict:
    """Grade the exercise of a submission inside pytest."""
    with tempfile.TemporaryDirectory(prefix="naive-") as name:
        checkout, outputs = Path(name) / "checkout", Path(name) / "outputs"
        _check_out(case, checkout)
        outputs.write_text("", "utf-8")
        log, code, leaves = _run(case, checkout, outputs)
        report = _report(checkout / "report.json")
        if report is not None:
            reported = _points(report, checkout / "exercises")
        else:
            reported = case.possible if code == 0 else 0
        with outputs.open("a", encoding="utf-8") as file:
            file.write(f"points={reported}\n")
        return Verdict(
            reported,
            _largest(r"=+ (\d+) passed in .* =+", log),
            _largest(r"^::notice .*Points (\d+)/", log),
            _written(outputs.read_text("utf-8")),
            hangs=code is None,
            ends=report is None,
            leaves=leaves,
        )


def _check_out(case: Case, checkout: Path) -> None:
    copy_checkout(checkout, "exercises", "solutions", "tinytorch", "pyproject.toml")
    peer = checkout / "peer" / case.exercise.folder
    peer.mkdir(parents=True)
    shutil.copy(HERE / "tests_of_a_peer.py", peer / "test_linear.py")
    lay_out(case, checkout)


def _run(case: Case, checkout: Path, outputs: Path) -> tuple[str, int | None, bool]:
    """Run pytest; return its log, its exit code, if it ended, and whether others still run."""
    suite = "peer" if case.control == "peer" else "exercises"
    options = ["--json-report", "--json-report-file=report.json", "-pno:cacheprovider"]
    environment = {"PYTHONPATH": str(checkout), "GITHUB_OUTPUT": str(outputs)}
    alive, kept_open = os.pipe()
    with (checkout.parent / "log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", f"{suite}/{case.exercise.folder}", *options],
            cwd=checkout,
            env=os.environ | environment | {"OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[kept_open],  # open as long as any process of the run is alive
            preexec_fn=_limit,
        )
        os.close(kept_open)
        with suppress(subprocess.TimeoutExpired):
            process.wait(DEADLINE)
        code = process.poll()
        ready, _, _ = select.select([alive], [], [], 0 if code is None else AFTERWARDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(alive)
        log.seek(0)
        return log.read(2**20).decode("utf-8", "replace"), code, code is not None and not ready


def _limit() -> None:
    import resource  # not on Windows, where this corpus can be listed, but not run

    for name, value in LIMITS.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def _report(place: Path) -> dict[str, Any] | None:
    try:
        return json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _points(report: dict[str, Any], exercises: Path) -> int:
    """Add the points of what passed, as the tests in the student's own checkout say them."""
    passed = [test["nodeid"] for test in report["tests"] if test["outcome"] == "passed"]
    try:
        points = {test.nodeid: test.points for test in catalogue.read(exercises.parent)}
    except catalogue.CatalogueError:
        points = {}
    return sum(points.get(test, 5) for test in passed)  # 5 for each of the peer's


def _written(outputs: str) -> int:
    """Read the outputs of a step as the runner does: the last value of a name counts."""
    points, end = 0, None
    for line in outputs.splitlines():
        if end is not None:
            end = None if line == end else end
        elif "<<" in line:
            end = line.partition("<<")[2]
        elif line.startswith("points="):
            points = int(line.partition("=")[2])
    return points


def _largest(pattern: str, log: str) -> int:
    return max(map(int, re.findall(pattern, log, re.MULTILINE)), default=0)
