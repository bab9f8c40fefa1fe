"""Resetting an exercise: the stub comes back, and nothing of the student's is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tinytorch.course.stubs import derive_stub
from tinytorch.grading import messages
from tinytorch.grading.given import catalogue, submission
from tinytorch.grading.given.todos import pristine, tasks
from tinytorch.grading.model import EXERCISES, Exercise, GradingError
from tinytorch.grading.reset_command import reset

ROOT = Path(__file__).resolve().parents[2]
DROPOUT = EXERCISES[2]
PATH = "exercises/03_dropout/dropout.py"
NOW = datetime(2026, 11, 23, 23, 14)
STUB = pristine(DROPOUT).read_bytes()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a student's checkout, without solutions and without git."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    (tmp_path / PATH).write_bytes(b"my work\r\n")
    return tmp_path


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.folder)
def test_copies_of_stubs_are_what_is_derived_from_the_reference(exercise: Exercise) -> None:
    reference = (ROOT / "solutions" / exercise.folder / exercise.file).read_text("utf-8")

    assert pristine(exercise).read_text("utf-8") == derive_stub(reference, exercise.path)


def test_tasks_of_a_stub_belong_to_its_methods() -> None:
    assert tasks(DROPOUT) == {"__init__": "3.1", "forward": "3.2", "parameters": "3.3"}


def test_stub_comes_back_and_the_work_is_kept_byte_for_byte(checkout: Path) -> None:
    kept = "exercises/03_dropout/dropout.2026-11-23-2314.py"

    sentence = reset(DROPOUT, checkout, NOW)

    assert sentence == messages.stub_restored(PATH, kept)
    assert (checkout / PATH).read_bytes() == STUB
    assert (checkout / kept).read_bytes() == b"my work\r\n"


def test_two_resets_in_one_minute_keep_both_versions(checkout: Path) -> None:
    reset(DROPOUT, checkout, NOW)
    (checkout / PATH).write_bytes(b"second try\n")

    reset(DROPOUT, checkout, NOW)

    kept = sorted((checkout / PATH).parent.glob("dropout.2026*"))
    assert [path.name for path in kept] == [
        "dropout.2026-11-23-2314-2.py", "dropout.2026-11-23-2314.py",
    ]  # fmt: skip
    assert [path.read_bytes() for path in kept] == [b"second try\n", b"my work\r\n"]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_untouched_stub_is_left_alone(checkout: Path, ending: bytes) -> None:
    written = STUB.replace(b"\n", ending)
    (checkout / PATH).write_bytes(written)

    assert reset(DROPOUT, checkout, NOW) == messages.stub_untouched(PATH)
    assert (checkout / PATH).read_bytes() == written
    assert list((checkout / PATH).parent.glob("dropout.*")) == [checkout / PATH]


def test_missing_file_comes_back(checkout: Path) -> None:
    shutil.rmtree((checkout / PATH).parent)

    assert reset(DROPOUT, checkout, NOW) == messages.stub_was_missing(PATH)
    assert (checkout / PATH).read_bytes() == STUB


def test_read_only_file_is_respected(checkout: Path) -> None:
    (checkout / PATH).chmod(0o444)

    with pytest.raises(GradingError, match=r"dropout.py cannot be reset \(it is read-only\)"):
        reset(DROPOUT, checkout, NOW)

    assert (checkout / PATH).read_bytes() == b"my work\r\n"
    assert list((checkout / PATH).parent.glob("dropout.*")) == [checkout / PATH]


def test_folder_in_the_place_of_the_file_is_left_alone(checkout: Path) -> None:
    (checkout / PATH).unlink()
    (checkout / PATH).mkdir()

    with pytest.raises(GradingError, match=r"dropout.py cannot be reset \(.+\)"):
        reset(DROPOUT, checkout, NOW)

    assert (checkout / PATH).is_dir()


def test_work_that_cannot_be_kept_is_not_replaced(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tinytorch.grading.reset_command._keep", full)

    with pytest.raises(GradingError, match="No space left on device"):
        reset(DROPOUT, checkout, NOW)

    assert (checkout / PATH).read_bytes() == b"my work\r\n"


def test_kept_versions_are_neither_collected_nor_graded(checkout: Path) -> None:
    before = catalogue.read(checkout)

    reset(DROPOUT, checkout, NOW)

    assert catalogue.read(checkout) == before
    read = submission.read(checkout, checkout)
    assert [file.source for file in read.files if file.exercise is DROPOUT] == [STUB]
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", f"-c{ROOT / 'pyproject.toml'}",
         f"--rootdir={checkout}", str(checkout / "exercises")],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "03_dropout/test_1" in collected.stdout
    assert "2314" not in collected.stdout


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "tinytorch", checkout / "tinytorch")
    return subprocess.run(
        [sys.executable, "-m", "tinytorch.grading.reset_command", *arguments],
        cwd=checkout, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_command_resets_the_checkout_that_it_lies_in(checkout: Path) -> None:
    result = run(checkout, "3", "linear")

    assert (result.returncode, result.stderr) == (0, "")
    linear, dropout = result.stdout.splitlines()
    assert linear == messages.stub_untouched(EXERCISES[1].path)
    assert dropout.startswith(f"{PATH} is the stub again; your version is kept as exercises/03")
    assert (checkout / PATH).read_bytes() == STUB


def test_unknown_exercise_gets_one_sentence(checkout: Path) -> None:
    result = run(checkout, "05")

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == messages.unknown_exercise("05") + "\n"
    assert (checkout / PATH).read_bytes() == b"my work\r\n"
