"""The bundles for Classroom 50, Gradescope and Codio, run as these services run them."""

import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import pytest

from tests.release.making import solve

ENVIRONMENT = {
    "CLASSROOM": "cs1",
    "ASSIGNMENT": "tinytorch-layers",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-09-01T10-20-30Z-abc1234",
    "COMMIT_URL": "https://github.com/cs1/ada/commit/abc1234",
    "RELEASE_URL": "https://github.com/cs1/ada/releases/1",
    "REVIEW_URL": "https://github.com/cs1/ada/compare/1",
    "GITHUB_ACTIONS": "true",
}


@pytest.fixture
def autograder(compiled: Path, tmp_path: Path) -> Path:
    """Give the autograder of Classroom 50, in a folder of its own as its runner unpacks it."""
    bundle = tmp_path / "runtime" / "tinytorch-layers"
    shutil.copytree(compiled / "classroom50/autograders/tinytorch-layers", bundle)
    return bundle / "autograder.py"


def run_autograder(autograder: Path, submission: Path) -> subprocess.CompletedProcess[str]:
    """Run the autograder in a student's checkout, after a step that left its output line open."""
    output = submission.parent / "output.txt"
    output.write_text("baseline-sha=abc", encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(autograder)],
        cwd=submission,
        env={**os.environ, **ENVIRONMENT, "GITHUB_OUTPUT": str(output), "PYTHONPATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def outputs(submission: Path) -> dict[str, str]:
    lines = (submission.parent / "output.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def result(submission: Path) -> dict:
    return json.loads((submission / "result.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("solved", "status", "points"),
    [
        ([], "failure", 0),
        (["01_layer", "02_linear"], "failure", 45),
        (["01_layer", "02_linear", "03_dropout", "04_sequential"], "success", 100),
    ],
)
def test_classroom50_gets_the_points(autograder, template, solved, status, points):
    solve(template, *solved)

    done = run_autograder(autograder, template)

    assert (done.returncode, done.stderr) == (0, "")
    graded = result(template)
    assert (graded["score"], graded["max-score"]) == (points, 100)
    assert (graded["owner"], graded["submission"]) == ("ada", ENVIRONMENT["SUBMISSION_TAG"])
    assert outputs(template) == {
        "baseline-sha": "abc",
        "status": status,
        "summary": f"{points} / 100 points",
    }
    body = (template / "release-body.md").read_text(encoding="utf-8")
    assert body.startswith(f"## {points} / 100 points\n")
    assert len(body) < 125_000
    assert f"::notice title=Autograding complete::Points {points}/100\n" in done.stdout


def test_classroom50_with_nothing_but_the_four_files(autograder, template):
    solve(template, "01_layer")
    for path in template.iterdir():
        if path.name != "exercises":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in template.rglob("*"):
        if path.is_file() and path.name not in OWN:
            path.unlink()

    done = run_autograder(autograder, template)

    assert (done.returncode, result(template)["score"]) == (0, 10)
    assert "differ" not in (template / "release-body.md").read_text(encoding="utf-8")


OWN = {"layer.py", "linear.py", "dropout.py", "sequential.py"}

FORGED = """
import json, os, pathlib, sys
pathlib.Path("result.json").write_text('{"score": 100}')
output = os.environ.get("GITHUB_OUTPUT")
if output:
    open(output, "a").write("status=success")
print("::notice title=Autograding complete::Points 100/100")
os._exit(0)
"""


def test_classroom50_takes_nothing_else_from_the_student(autograder, template):
    for name in ("numpy.py", "json.py", "pip.py", "pytest.py", "sitecustomize.py", "conftest.py"):
        (template / name).write_text(FORGED, encoding="utf-8")
    (template / "tinytorch/__init__.py").write_text(FORGED, encoding="utf-8")
    (template / "exercises/01_layer/layer.py").write_text(FORGED, encoding="utf-8")

    done = run_autograder(autograder, template)

    assert (done.returncode, result(template)["score"]) == (0, 0)
    assert outputs(template)["status"] == "failure"
    assert "\n::notice title=Autograding complete::Points 100/100" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_classroom50_writes_where_it_should(autograder, template):
    elsewhere = {
        name: template.parent / f"elsewhere-{name}" for name in ("result.json", "release-body.md")
    }
    for name, place in elsewhere.items():
        place.write_text("untouched", encoding="utf-8")
        (template / name).symlink_to(place)

    done = run_autograder(autograder, template)

    assert (done.returncode, result(template)["score"]) == (0, 0)
    assert {place.read_text(encoding="utf-8") for place in elsewhere.values()} == {"untouched"}


def test_classroom50_with_a_folder_in_the_place_of_the_result(autograder, template):
    (template / "result.json").mkdir()
    (template / "result.json" / "mine.txt").touch()

    done = run_autograder(autograder, template)

    assert (done.returncode, result(template)["score"]) == (0, 0)


def test_a_grader_that_cannot_grade_is_no_grade(autograder, template):
    (autograder.parent / "exercises/01_layer/test_1_contract.py").write_text("def", "utf-8")

    done = run_autograder(autograder, template)

    assert done.returncode == 2
    assert done.stderr.startswith("exercises/01_layer/test_1_contract.py, line 1: ")
    assert not (template / "result.json").exists()
    assert outputs(template) == {"baseline-sha": "abc"}


@pytest.fixture
def gradescope(release: Path, tmp_path: Path) -> Path:
    """Give the folder /autograder of Gradescope, with this Python in the place of its own."""
    folder = tmp_path / "autograder"
    with zipfile.ZipFile(release / "gradescope.zip") as archive:
        archive.extractall(folder / "source")
    (folder / "results").mkdir()
    (folder / "submission").mkdir()
    python = folder / "python" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return folder


def run_gradescope(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(folder / "source" / "run_autograder")],
        cwd=folder,
        env={**os.environ, "AUTOGRADER": str(folder), "PYTHONPATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="Gradescope runs bash on Linux")
def test_gradescope_gets_the_points_of_bare_files(gradescope, template):
    solve(template, "01_layer", "03_dropout")
    for path in template.glob("exercises/*/*.py"):
        if path.name in OWN:
            shutil.copy(path, gradescope / "submission")

    done = run_gradescope(gradescope)

    assert (done.returncode, done.stderr) == (0, "")
    results = json.loads((gradescope / "results/results.json").read_text(encoding="utf-8"))
    assert results["score"] == sum(test["score"] for test in results["tests"]) == 40
    assert [test["number"] for test in results["tests"]][:2] == ["1.1", "1.2"]


@pytest.mark.skipif(os.name == "nt", reason="Gradescope runs bash on Linux")
def test_gradescope_sees_that_the_grader_failed(gradescope):
    shutil.rmtree(gradescope / "submission")

    done = run_gradescope(gradescope)

    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert not (gradescope / "results/results.json").exists()


class Codio(BaseHTTPRequestHandler):
    """Takes a grade as Codio does."""

    forms: ClassVar[list[dict[str, list[str]]]] = []

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.forms.append(parse_qs(self.rfile.read(length).decode("ascii")))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        """Leave the log alone."""


@pytest.fixture
def codio(release, tmp_path):
    """Give a function that grades a workspace with our bundle, and returns what Codio got."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Codio) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def grade(workspace, address=f"http://127.0.0.1:{server.server_port}/grade"):
            with zipfile.ZipFile(release / "codio.zip") as archive:
                archive.extractall(workspace)
            environment = {"CODIO_AUTOGRADE_V2_URL": address, "CODIO_WORKSPACE": str(workspace)}
            Codio.forms.clear()
            return subprocess.run(
                [sys.executable, str(workspace / ".guides/secure/grade.py")],
                env={**os.environ, **environment},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )

        yield grade
        server.shutdown()


def test_codio_gets_a_percentage_and_feedback(codio, template):
    solve(template, "01_layer", "03_dropout")

    done = codio(template)

    assert (done.returncode, done.stderr) == (0, "")
    (form,) = Codio.forms
    assert (form["grade"], form["format"]) == (["40"], ["md"])
    assert form["feedback"][0].startswith("## 40 / 100 points")
    assert len(form["feedback"][0].encode()) < 1024 * 1024


def test_codio_gets_no_grade_where_the_grader_failed(codio, template):
    done = codio(template / "nowhere-else", "")

    assert done.returncode == 2
    assert "says where the grade goes" in done.stderr
    assert Codio.forms == []
