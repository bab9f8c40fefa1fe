"""The set-up: what is installed is what the lock file pins, and a student's menu is short."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import noxfile

ROOT = Path(noxfile.__file__).parent
LOCK = (ROOT / "uv.lock").read_text(encoding="utf-8")


def test_the_top_holds_what_a_repository_has_and_no_more():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a checkout of git's")
    names = {line.partition("/")[0] for line in listed.stdout.splitlines()}

    assert names <= {
        "exercises", "solutions", "tinytorch", "tests", ".github", ".ci", ".devcontainer",
        ".vscode", "noxfile.py", "pyproject.toml", "uv.lock", "README.md", "CHANGELOG.md",
        "LICENSE", ".editorconfig", ".gitattributes", ".gitignore",
    }  # fmt: skip


def test_lock_file_names_the_public_index_alone():
    hosts = set(re.findall(r"https?://([^/\"]+)", LOCK))

    assert hosts == {"pypi.org", "files.pythonhosted.org"}


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
def test_pins_hold_one_version_of_each_package(python):
    requirements = [Requirement(line.partition(" --hash=")[0]) for line in noxfile.pins(LOCK)]
    versions = Counter(
        requirement.name
        for requirement in requirements
        if not requirement.marker or requirement.marker.evaluate({"python_full_version": python})
    )

    assert versions == Counter(
        set(re.findall(r'^name = "(.+)"$', LOCK, re.M)) - {"tinytorch-layers"}
    )


def test_pins_are_exact_and_hashed():
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:", line) for line in noxfile.pins(LOCK))


def test_menu_without_solutions_holds_what_students_need(tmp_path):
    for name in ("noxfile.py", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)

    menu = subprocess.run(
        [sys.executable, "-m", "nox", "--list"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip

    sessions = re.findall(r"^[*-] (\w+)", menu.stdout, re.M)
    assert sessions == ["grade", "watch", "hint", "reset", "alone", "lab"]
