"""A student pushes to GitLab: the script of the job as it is."""

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from tests.release.making import commit_all, solve

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the job runs on Linux, with bash")

INSTALLS = "python -m pip install --quiet uv\n"  # replaced by its effect


def push(student: Path, release: Path, **more: str) -> tuple[int, str]:
    """Run the job in a student's repository; return its exit code and log."""
    document = yaml.safe_load((release / "gitlab/.gitlab-ci.yml").read_text(encoding="utf-8"))
    (script,) = document["grade"]["script"]
    assert INSTALLS in script
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "CI": "true",
        "CI_PROJECT_DIR": str(student),
        **more,
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script.replace(INSTALLS, "")],
        cwd=student,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def student(template: Path, release: Path, installed: Path) -> Path:
    """Give a student's repository, half solved."""
    shutil.copy(release / "gitlab/.gitlab-ci.yml", template)
    solve(template, "01_layer", "02_linear")
    commit_all(template)
    (template / ".nox").symlink_to(installed, target_is_directory=True)
    return template


def test_a_push_is_graded_and_its_reports_are_where_gitlab_looks(student, release):
    code, log = push(student, release)

    assert code == 1, log  # points are missing
    report = json.loads((student / "report.json").read_text(encoding="utf-8"))
    assert report["earned"] == 45
    suites = ET.parse(student / "report.xml").getroot()
    tests = [test for exercise in report["exercises"] for test in exercise["tests"]]
    assert len(list(suites.iter("testcase"))) == len(tests) > 50
    assert "45 / 100" in log


def test_a_push_graded_by_another_repository_takes_its_tests_from_there(
    student, release, installed, tmp_path
):
    grader = tmp_path / "grader"
    shutil.copytree(release / "template", grader)
    (grader / ".nox").symlink_to(installed, target_is_directory=True)
    commit_all(grader)
    for path in student.glob("exercises/*/test_*.py"):
        path.write_text("", encoding="utf-8")
    (student / "noxfile.py").write_text("", encoding="utf-8")

    code, log = push(student, release, GRADER_REPOSITORY=str(grader))

    assert code == 1, log
    report = json.loads((student / "report.json").read_text(encoding="utf-8"))
    assert report["earned"] == 45
    assert any("differ from the grader's own" in note for note in report["notes"])
