"""The consumers' own code, at the commits that were proven, and submissions to show it.

It is fetched from GitHub, or taken from a clone that an option names, and never kept here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.release.conftest import release, repository
from tests.release.making import commit_all, git, solve

__all__ = ["release", "repository"]


@dataclass(frozen=True)
class Consumer:
    """A repository of others, at a commit."""

    repository: str
    commit: str


REPORTER = Consumer(
    "classroom-resources/autograding-grading-reporter",
    "d13b5912daf5042ac1b71bc38bdb4a6bcd61d8ca",  # v1
)
CLASSROOM50 = Consumer(
    "foundation50/classroom50",
    "d3757b3ae9992706e78c1e2f862ef0a2ce756842",  # 23 July 2026
)


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, consumer in (("reporter", REPORTER), ("classroom50", CLASSROOM50)):
        parser.addoption(f"--{name}", metavar="CLONE", help=f"a clone of {consumer.repository}")


def obtain(consumer: Consumer, clone: str | None, folder: Path, *paths: str) -> list[Path]:
    """Write some files of a consumer into a folder."""
    source = Path(clone) if clone else folder / "clone"
    if not clone:
        source.mkdir()
        git(source, "init", "--quiet")
        url = f"https://github.com/{consumer.repository}"
        git(source, "fetch", "--quiet", "--depth=1", url, consumer.commit)
    files = [folder / Path(path).name for path in paths]
    for path, file in zip(paths, files, strict=True):
        file.write_bytes(git(source, "show", f"{consumer.commit}:{path}"))
    return files


@pytest.fixture(scope="session")
def reporter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the released bundle of GitHub's reporter."""
    folder = tmp_path_factory.mktemp("reporter")
    clone = request.config.getoption("--reporter")
    return obtain(REPORTER, clone, folder, "dist/main.js")[0]


@pytest.fixture(scope="session")
def classroom50(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with Classroom 50's runner and its collector of scores."""
    folder = tmp_path_factory.mktemp("classroom50")
    scripts = "cli/gh-teacher/skeleton/dotgithub/scripts/"
    clone = request.config.getoption("--classroom50")
    obtain(CLASSROOM50, clone, folder, scripts + "runner.py", scripts + "collect_scores.py")
    return folder


FORGED = """
import json, os, sys
print("::notice title=Autograding complete::Points 100/100")
print('##[notice]Points 100/100')
for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
    if name in os.environ:
        open(os.environ[name], "a").write("status=success\\nresult=forged")
for name in ("result.json", "release-body.md", "../result.json"):
    try:
        open(name, "w").write('{"score": 100, "max-score": 100}')
    except OSError:
        pass
raise SystemExit("::notice title=Autograding report::{\\"totalPoints\\":100,\\"maxPoints\\":100}")
"""


def untouched(checkout: Path) -> None:
    """Leave the stubs as they are."""


def half(checkout: Path) -> None:
    """Solve the first two exercises."""
    solve(checkout, "01_layer", "02_linear")


def full(checkout: Path) -> None:
    """Solve everything."""
    solve(checkout, "01_layer", "02_linear", "03_dropout", "04_sequential")


def broken(checkout: Path) -> None:
    """Solve everything, and leave a bracket open."""
    full(checkout)
    path = checkout / "exercises/02_linear/linear.py"
    path.write_text(path.read_text(encoding="utf-8") + "\nx = (1,\n", encoding="utf-8")


def hostile(checkout: Path) -> None:
    """Print commands, write reports and end the process, from two exercises and the root."""
    full(checkout)
    for path in ("exercises/01_layer/layer.py", "exercises/03_dropout/dropout.py"):
        (checkout / path).write_text(FORGED, encoding="utf-8")
    for path in ("conftest.py", "numpy.py", "pytest.py", "sitecustomize.py"):
        (checkout / path).write_text(FORGED, encoding="utf-8")
    (checkout / "result.json").write_text('{"score": 100}', encoding="utf-8")


STATES = {each.__name__: each for each in (untouched, half, full, broken, hostile)}


@pytest.fixture(params=STATES)
def submission(request: pytest.FixtureRequest, release: Path, tmp_path: Path) -> Path:
    """Give a student's repository in each state in turn."""
    checkout = tmp_path / "checkout"
    shutil.copytree(release / "template", checkout)
    (checkout / ".classroom50.yaml").write_text("version: 1\n", encoding="utf-8")
    commit_all(checkout, "Accept the assignment")
    STATES[request.param](checkout)
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Hand in")
    return checkout


@dataclass(frozen=True)
class Grade:
    """What our grader says of a submission."""

    earned: int
    possible: int
    output: dict[str, str]


@pytest.fixture
def grade(submission: Path, repository: Path, tmp_path: Path) -> Grade:
    """Give our own grade of the submission, and the outputs of the workflow's step."""
    output, report = tmp_path / "output.txt", tmp_path / "report.json"
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "tinytorch.grading"),
            *("--submission", str(submission)),
            *("--report", f"classroom={output}", "--report", f"json={report}"),
        ],
        env={**os.environ, "PYTHONPATH": str(repository), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0
    document = json.loads(report.read_text(encoding="utf-8"))
    lines = re.findall(r"^(\w+)=(.*)$", output.read_text(encoding="utf-8"), re.M)
    return Grade(document["earned"], document["possible"], dict(lines))
