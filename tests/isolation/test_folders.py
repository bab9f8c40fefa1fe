"""Temporary folders: gone with their owner, and cleared away where that was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.isolation.conftest import ROOT
from tinytorch.grading.run.isolation import folders

GRADE = ("-m", "tinytorch.grading")
OWNS = """
import sys
from tinytorch.grading.run.isolation import folders
own = folders.OwnFolder()
print(own.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the place where this process, and those that it starts, make temporary folders."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def started(temporary: Path, *arguments: str) -> subprocess.Popen[str]:
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    return subprocess.Popen(
        [sys.executable, "-P", *arguments],
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_a_grade_leaves_no_folder(temporary: Path) -> None:
    with started(temporary, *GRADE) as grade:
        assert grade.wait() == 0

    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_grade_that_is_stopped_leaves_no_folder(temporary: Path, number: signal.Signals) -> None:
    with started(temporary, *GRADE) as grade:
        while grade.poll() is None and not list(temporary.glob("*/worker-1")):
            time.sleep(0.01)
        grade.send_signal(number)
        _, told = grade.communicate()

    # Where code from a string was interrupted, Python ends itself by SIGINT: 130 to a shell, too.
    assert grade.returncode in (130, -signal.SIGINT)
    assert told == "Stopped; nothing was graded.\n"
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_has_left_is_cleared_away(temporary: Path) -> None:
    with started(temporary, "-c", OWNS) as owner:
        assert owner.stdout
        folder = Path(owner.stdout.readline().strip())
        (folder / "worker-1").mkdir()
        folders.clear()
        assert (folder / "worker-1").is_dir()  # its owner is there

        owner.kill()
        owner.wait()
        folders.clear()
        assert list(temporary.iterdir()) == []


def test_what_is_no_folder_of_ours_stays(temporary: Path) -> None:
    (temporary / "tinytorch-notes").mkdir()
    (temporary / "other").mkdir()
    (temporary / "other" / "owner").touch()
    if sys.platform != "win32":  # where not everybody may make one
        (temporary / "tinytorch-link").symlink_to(temporary / "other")
    before = sorted(temporary.iterdir())

    folders.clear()

    assert sorted(temporary.iterdir()) == before
    assert (temporary / "other" / "owner").exists()
