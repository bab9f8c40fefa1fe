"""Classroom 50's runner takes our bundle, and its collector accepts the result."""

import functools
import importlib.util
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import venv
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from tests.consumers.conftest import Grade
from tests.release.making import git

CLASSROOM, ASSIGNMENT, STUDENT = "cs1", "tinytorch-layers", "ada"
NAMES = ("layer", "linear", "dropout", "sequential")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing of it."""

    def log_message(self, *args: object) -> None:
        """Leave the log alone."""


@pytest.fixture(scope="module")
def pages(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site with our bundle, as the teacher's repository publishes it."""
    site = tmp_path_factory.mktemp("pages")
    bundle = io.BytesIO()
    with tarfile.open(fileobj=bundle, mode="w:gz") as archive:
        archive.add(release / "classroom50/autograders" / ASSIGNMENT, ASSIGNMENT)
    assert len(bundle.getvalue()) < 10 * 2**20
    (site / CLASSROOM / "autograders").mkdir(parents=True)
    (site / CLASSROOM / "autograders" / f"{ASSIGNMENT}.tar.gz").write_bytes(bundle.getvalue())
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def collector(classroom50: Path) -> ModuleType:
    """Give the collector of scores as a module."""
    specification = importlib.util.spec_from_file_location(
        "collect_scores", classroom50 / "collect_scores.py"
    )
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def run(runner: Path, submission: Path, pages: str, python: str, **more: str) -> dict[str, str]:
    """Run the runner in a student's checkout; return the outputs of its step."""
    temp = submission.parent / "runner"
    temp.mkdir()
    (temp / "summary.md").touch()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "PAGES_BASE_URL": pages,
        "CLASSROOM": CLASSROOM,
        "ASSIGNMENT": ASSIGNMENT,
        "SUBMISSION_TAG": "submit/2026-09-01T10-20-30Z-abc1234",
        "MODE": "individual",
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": f"course/{CLASSROOM}-{ASSIGNMENT}-{STUDENT}",
        "GITHUB_SHA": git(submission, "rev-parse", "HEAD").decode("ascii").strip(),
        "GITHUB_ACTOR": STUDENT,
        "GITHUB_ACTOR_ID": "1815",
        "GITHUB_OUTPUT": str(temp / "output.txt"),
        "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
        "RUNNER_TEMP": str(temp),
    }
    done = subprocess.run(
        [python, str(runner)], cwd=submission, env=environment | more, check=False
    )
    assert done.returncode == 0
    lines = (temp / "output.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line)


def test_the_collector_accepts_what_the_runner_made(
    classroom50: Path, collector: ModuleType, pages: str, submission: Path, grade: Grade
) -> None:
    outputs = run(classroom50 / "runner.py", submission, pages, sys.executable)

    text = (submission / "result.json").read_text(encoding="utf-8")
    result = collector.strict_json_loads(text)
    collector.validate_result(result, CLASSROOM, ASSIGNMENT, STUDENT)
    assert (result["score"], result["max-score"]) == (grade.earned, grade.possible)
    assert sum(row["score"] for row in result["tests"]) == grade.earned
    assert outputs["summary"] == f"{grade.earned} / {grade.possible} points"
    assert outputs["status"] == ("success" if grade.earned == grade.possible else "failure")
    body = (submission / "release-body.md").read_text(encoding="utf-8")
    assert body.startswith(f"## {grade.earned} / {grade.possible} points\n")
    assert body in (submission.parent / "runner" / "summary.md").read_text(encoding="utf-8")
    row = result["tests"][0]
    assert set(row) >= {"exercise", "hint", "file", "line"}
    assert collector.entry_from_result(result)


@pytest.mark.parametrize("submission", ["half"], indirect=True)
def test_files_that_are_not_allowed_are_not_missed(
    classroom50: Path, pages: str, submission: Path
) -> None:
    # As for Git: everything is ignored but the folders and these.
    allowed = json.dumps(["*", "!*/", *(f"!exercises/*/{name}.py" for name in NAMES)])

    outputs = run(
        classroom50 / "runner.py", submission, pages, sys.executable, ALLOWED_FILES=allowed
    )

    assert not list(submission.rglob("test_*.py"))
    assert outputs["summary"] == "45 / 100 points"


@pytest.mark.parametrize("submission", ["full"], indirect=True)
def test_packages_that_are_missing_are_installed(
    classroom50: Path, pages: str, submission: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "bare", with_pip=True)
    python = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}

    outputs = run(classroom50 / "runner.py", submission, pages, str(python), **settings)

    assert (outputs["status"], outputs["summary"]) == ("success", "100 / 100 points")
