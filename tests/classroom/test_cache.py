"""What a grade is kept by: all that decides it, and no more."""

import platform
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.isolation.conftest import submission
from tinytorch.course.classroom.graded import cache
from tinytorch.grading.run import pytest_run

ROOT = Path(__file__).resolve().parents[2]
#: A kernel, a distribution, a machine's name.
CIRCUMSTANCES = ("release", "version", "platform", "node", "processor")


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    """Give a copy of the grader's checkout."""
    for name in ("exercises", "tinytorch/core", "tinytorch/grading", "tinytorch/testing"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def key(grader: Path, **settings: object) -> str:
    cache._machinery.cache_clear()
    return cache.key(submission(), grader, **{"seed": 1, "sandbox": "auto"} | settings)


@pytest.mark.parametrize(
    "file",
    [
        "exercises/02_linear/test_1_contract.py",
        "tinytorch/core/tensor.py",
        "tinytorch/grading/run/isolation/untrusted/worker.py",
        "tinytorch/grading/given/pristine/linear.py.txt",
        pytest_run.CONFIGURATION.relative_to(ROOT).as_posix(),
        "tinytorch/testing/mistakes/linear.py",
    ],
)
def test_what_decides_a_grade_is_part_of_its_key(grader: Path, file: str) -> None:
    before = key(grader)
    with (grader / file).open("a", encoding="utf-8") as content:
        content.write("# changed\n")

    assert key(grader) != before


@pytest.mark.parametrize("name", ["python_version", "machine", "python_implementation"])
def test_so_is_what_grades_run_on(grader: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = key(grader)
    monkeypatch.setattr(platform, name, lambda: "another")

    assert key(grader) != before


def test_so_are_packages_seed_and_answers(grader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {key(grader), key(grader, seed=2), key(grader, sandbox="off")}
    monkeypatch.setattr(cache, "version", lambda package: f"another {package}")
    keys.add(key(grader))
    keys.add(cache.key(replace(submission(), notes=("a note",)), grader, seed=1, sandbox="auto"))
    keys.add(cache.key(submission(linear=""), grader, seed=1, sandbox="auto"))

    assert len(keys) == 6


def test_what_decides_no_grade_is_not(grader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(grader)
    for name in CIRCUMSTANCES:
        monkeypatch.setattr(platform, name, lambda *_, **__: "another")
    for file in ("exercises/02_linear/README.md", "exercises/02_linear/linear.py"):
        (grader / file).write_text("changed", encoding="utf-8")
    file = grader / "tinytorch/core/tensor.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))  # as git checks it out on Windows

    assert key(grader) == before


def test_the_key_is_the_same_wherever_the_grader_lies(grader: Path) -> None:
    assert key(grader) == key(ROOT)
