"""A machine with much else to do: a right answer is slow there, and loses nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import nightly
from tests.isolation.conftest import ROOT

BUSY = 4 * (os.cpu_count() or 1)


@pytest.fixture
def load() -> Iterator[None]:
    """Keep every core busy with four processes that never wait."""
    command = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command) for _ in range(BUSY)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


@nightly  # it takes as long as the load makes it
@pytest.mark.usefixtures("load")
def test_the_reference_earns_everything_on_a_busy_machine(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = ("-m", "tinytorch.grading", "--source", "solutions", "--report", f"json={report}")
    subprocess.run(
        [sys.executable, "-P", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )

    graded = json.loads(report.read_text(encoding="utf-8"))
    rows = [row for part in graded["exercises"] for row in part["tests"]]
    assert {row["outcome"] for row in rows} == {"passed"}
    assert graded["earned"] == 100
