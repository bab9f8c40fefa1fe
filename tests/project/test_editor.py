"""What an editor and a codespace are told is true: commands run, and breakpoints are met."""

from __future__ import annotations

import bdb
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import noxfile
from tests.copies import copy_checkout
from tinytorch.core import layers
from tinytorch.grading.model import EXERCISES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(".vscode/*"))


def settings(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("name", [*FILES, ".devcontainer/devcontainer.json"])
def test_settings_are_json_that_every_tool_reads(name: str) -> None:
    assert isinstance(settings(name), dict)


def test_codespace_is_set_up_by_the_commands_of_the_readme() -> None:
    install, sync, prepare = settings(".devcontainer/devcontainer.json")[
        "postCreateCommand"
    ].split(" && ")  # fmt: skip

    assert f"\n{install} && python3 -m nox -s grade\n" in README
    assert f"\n{sync}\n" in README
    sessions = prepare.removeprefix("python3 -m nox --install-only -s ").split()
    assert sessions == ["grade", "watch"]
    assert all(callable(getattr(noxfile, session)) for session in sessions)


def test_codespace_runs_the_python_that_the_workflow_grades_with() -> None:
    image = settings(".devcontainer/devcontainer.json")["image"]
    workflow = (ROOT / ".github/workflows/classroom.yml").read_text(encoding="utf-8")

    assert image.rpartition(":")[2] == "3.13-bookworm"
    assert 'python-version: "3.13"' in workflow


def test_codespace_opens_files_that_exist() -> None:
    customizations = settings(".devcontainer/devcontainer.json")["customizations"]

    opened = customizations["codespaces"]["openFiles"]
    assert [name for name in opened if not (ROOT / name).is_file()] == []


def test_editor_recommends_what_a_codespace_has() -> None:
    customizations = settings(".devcontainer/devcontainer.json")["customizations"]

    recommended = settings(".vscode/extensions.json")["recommendations"]
    assert customizations["vscode"]["extensions"] == recommended


def test_test_panel_finds_the_graded_tests_of_every_exercise() -> None:
    arguments = settings(".vscode/settings.json")["python.testing.pytestArgs"]

    found = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip

    assert {line.split("/")[1] for line in found.stdout.splitlines() if "::" in line} == {
        exercise.folder for exercise in EXERCISES
    }


def test_debugging_runs_the_tests_of_the_folder_that_is_open(tmp_path: Path) -> None:
    copy_checkout(tmp_path, "exercises", "tinytorch", "pyproject.toml")
    shutil.copy(ROOT / "solutions/01_layer/layer.py", tmp_path / "exercises/01_layer/layer.py")
    [configuration] = settings(".vscode/launch.json")["configurations"]
    places = {"${fileDirname}": str(tmp_path / "exercises" / "01_layer")}

    result = subprocess.run(
        [sys.executable, "-m", configuration["module"],
         *(places.get(argument, argument) for argument in configuration["args"])],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("label", ["Grade on each save", "Grade"])
def test_tasks_run_commands_that_exist(label: str) -> None:
    [task] = [task for task in settings(".vscode/tasks.json")["tasks"] if task["label"] == label]

    result = subprocess.run(
        [sys.executable, *task["args"], "--help"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert result.returncode == 0, result.stderr


class Debugger(bdb.Bdb):
    """Notes where it stops."""

    def __init__(self) -> None:
        super().__init__()
        self.stops: list[int] = []

    def user_line(self, frame: FrameType) -> None:
        if self.break_here(frame):
            self.stops.append(frame.f_lineno)


def test_breakpoints_in_a_student_file_are_met_in_direct_mode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TINYTORCH_SOURCE", raising=False)
    path = ROOT / EXERCISES[0].path
    text = path.read_text(encoding="utf-8").split("\n")
    line = next(
        number for number, code in enumerate(text, 1) if code.startswith(" " * 8 + "raise ")
    )
    layers.forget()
    debugger = Debugger()
    assert debugger.set_break(str(path), line) is None

    with pytest.raises(NotImplementedError, match=r"TODO 1\.1"):
        debugger.runcall(layers.load("Layer")().forward, None)

    assert debugger.stops == [line]
    layers.forget()
