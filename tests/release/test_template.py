"""The student template: complete, clean, and graded by itself from 0 points."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import nightly
from tests.release.making import solve

PAGES = ["README.md", "exercises/README.md"]


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a session does: with the folder, and nothing of the checkout, on its path."""
    return subprocess.run(
        [sys.executable, "-P", "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def grade(folder: Path, *exercises: str) -> dict:
    done = python(folder, "tinytorch.grading", "--report=json=report.json", *exercises)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def test_holds_what_students_need_and_no_more(template):
    assert {path.name for path in template.iterdir()} - {".devcontainer", ".vscode"} == {
        ".editorconfig",
        ".gitattributes",
        ".github",
        ".gitignore",
        "LICENSE",
        "README.md",
        "exercises",
        "noxfile.py",
        "pyproject.toml",
        "tinytorch",
        "uv.lock",
    }
    assert [path.name for path in template.glob(".github/**/*.*")] == ["classroom.yml"]
    assert not (template / "tinytorch/course").exists()


def test_starts_at_nothing_and_says_not_started(template):
    report = grade(template)

    assert (report["earned"], report["possible"]) == (0, 100)
    outcomes = {test["outcome"] for each in report["exercises"] for test in each["tests"]}
    assert outcomes == {"not_started"}


def test_solved_it_earns_everything(template):
    solve(template, "01_layer", "02_linear", "03_dropout", "04_sequential")

    assert grade(template)["earned"] == 100


def test_knows_its_own_files(template):
    changed = "exercises/01_layer/test_1_contract.py"

    untouched = grade(template, "01")["notes"]
    with (template / changed).open("a", encoding="utf-8") as file:
        file.write("\n# easier\n")
    touched = grade(template, "01")["notes"]

    assert not any("differ" in note for note in untouched)
    assert touched[:-1] == untouched
    assert touched[-1].startswith("These files differ from the released ones, ")
    assert touched[-1].endswith(f": {changed}.")


@pytest.mark.parametrize("file", ["core/tensor.py", "grading/text.py"])
def test_a_file_that_was_broken_is_told_with_the_way_back(template, file):
    place, git = template / "tinytorch" / file, template / ".git"
    before = place.read_bytes()
    place.write_bytes(before + b"\nx = (\n")
    git.mkdir()

    done = python(template, "tinytorch.grading")
    place.write_bytes(before)
    git.rmdir()

    assert done.returncode == 2
    assert "git checkout -- tinytorch" in done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)


#: NumPy's types take mypy long, and by day it reads the same modules where they come from.
MYPY = pytest.param("mypy", marks=nightly)


@pytest.mark.parametrize("command", ["ruff check", "ruff format --check", MYPY])
def test_passes_its_own_lint(template, command):
    done = python(template, *command.split())

    assert (done.returncode, done.stdout if done.returncode else "") == (0, "")


def test_menu_is_a_students(template):
    menu = python(template, "nox", "--list")

    sessions = set(re.findall(r"^[*-] (\w+)", menu.stdout, re.M))
    assert "grade" in sessions
    assert sessions & {"solutions", "tests", "lint", "release", "consumers"} == set()


def test_links_lead_somewhere(template):
    pages = [*template.glob("*.md"), *template.glob("exercises/**/*.md")]
    links = [
        (page, target.partition("#")[0])
        for page in pages
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if not re.match(r"https?://|#|mailto:", target)
    ]

    assert {page.relative_to(template).as_posix() for page in pages} >= set(PAGES)
    assert [target for page, target in links if not (page.parent / target).exists()] == []
    assert len(links) >= 5


def test_tests_run_from_the_editor_and_the_shell(template):
    solve(template, "02_linear")

    one = python(template, "pytest", "-q", "exercises/02_linear/test_1_contract.py")
    every = python(template, "pytest", "-q")

    assert one.returncode == 0
    assert every.returncode == 1  # three exercises are not solved
    assert re.search(r"\d+ failed, \d+ passed", every.stdout)
