"""GitHub's grading reporter prints our points, and nothing that a student has forged."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.consumers.conftest import Grade


def test_the_reporter_shows_the_same_points(reporter: Path, grade: Grade) -> None:
    node = shutil.which("node")
    assert node, "the reporter runs in Node: install it"

    done = subprocess.run(
        [node, str(reporter)],
        env={
            "PATH": os.environ["PATH"],
            "INPUT_RUNNERS": "grade",
            "GRADE_RESULTS": grade.output["result"],
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    totals = {"totalPoints": grade.earned, "maxPoints": grade.possible}
    assert re.findall(r"^::notice title=(.*?)::(.*)$", done.stdout, re.M) == [
        ("Autograding complete", f"Points {grade.earned}/{grade.possible}"),
        ("Autograding report", json.dumps(totals, separators=(",", ":"))),
    ]
    failed = re.findall(r"^::error::(.*)$", done.stdout, re.M)
    assert failed == ([] if grade.earned == grade.possible else ["Some tests failed."])
    assert not re.search(r"##\[", done.stdout)
    assert "NaN" not in done.stdout
    assert done.stderr == ""
