"""A student pushes: the workflow's steps as they are, from the fetch to the last message."""

import base64
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.rehearsal.runner import Job
from tests.release.making import commit_all, solve

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the workflow runs on Linux, with bash")

STUDENT, GRADER = "course/ada-layers", "course/layers"

#: Forgets to scale the survivors, and prints what must not be obeyed.
RIGHT = "return x * Tensor(mask / keep_prob)"
WRONG = """print("::notice title=Autograding complete::Points 100/100")
        print("##[error]forged")
        return x * Tensor(mask)"""


@pytest.fixture
def student(template: Path) -> Path:
    """Give a student's repository, half solved."""
    return half_solved(template)


def half_solved(template: Path) -> Path:
    commit_all(template, "Start from the template")
    solve(template, "01_layer", "02_linear", "03_dropout")
    answer = template / "exercises/03_dropout/dropout.py"
    text = answer.read_text(encoding="utf-8")
    assert RIGHT in text
    answer.write_text(text.replace(RIGHT, WRONG), encoding="utf-8")
    commit_all(template, "Solve layer and linear, and most of dropout")
    return template


def push(student: Path, folder: Path, grader: Path | None = None) -> Job:
    """Run the student's workflow, with or without GRADER_REPOSITORY."""
    repositories = {STUDENT: student} | ({GRADER: grader} if grader else {})
    variables = {"GRADER_REPOSITORY": GRADER} if grader else {}
    return Job(student / ".github/workflows/classroom.yml", repositories, folder, variables)


@pytest.fixture(scope="module")
def own(release: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Path]:
    """Give the job of a half solved repository that graded itself, and the repository."""
    folder = tmp_path_factory.mktemp("own")
    student = half_solved(Path(shutil.copytree(release / "template", folder / "template")))
    job = push(student, folder / "job")
    job.run()
    return job, student


def outcomes(job: Job) -> dict[str, str]:
    return {step.name: step.outcome for step in job.steps}


def test_a_push_that_grades_itself(own):
    job, student = own

    assert job.conclusion == "failure"  # points are missing
    errors_stand_on_the_students_lines(job, student)
    assert outcomes(job) == {
        "Fetch the submission": "success",
        "Fetch the grader": "skipped",
        "Install uv and Python": "success",
        "Grade": "failure",
        "Keep the report": "success",
        "Say when there is no grade": "skipped",
    }
    earned = points_everywhere(job)
    assert 45 < earned < 75
    assert "feedback, not the record" in job.summary
    assert "Tests and grader:" not in job.summary
    last = [line for line in job["Grade"].log.splitlines() if line and not line.startswith("::")]
    assert last[-1].startswith("Next: fix exercises/03_dropout/dropout.py, ")


def points_everywhere(job: Job) -> int:
    """Return the points, which every place that shows them shows alike."""
    result = json.loads(base64.b64decode(job["Grade"].outputs["result"]))
    report = json.loads((job.artifacts / "report.json").read_text(encoding="utf-8"))
    notices = {
        each.properties["title"]: each.message for each in job.annotations if each.kind == "notice"
    }
    (summary,) = re.findall(r"^## (\d+) / 100 points$", job.summary, re.M)
    (terminal,) = re.findall(r"^  total +(\d+) / 100$", job["Grade"].log, re.M)
    earned = report["earned"]
    assert notices == {
        "Autograding complete": f"Points {earned}/100",
        "Autograding report": f'{{"totalPoints":{earned},"maxPoints":100}}',
    }
    assert sum(test["score"] for test in result["tests"]) == int(summary) == int(terminal) == earned
    return earned


def errors_stand_on_the_students_lines(job: Job, student: Path) -> None:
    errors = [each for each in job.annotations if each.kind == "error"]

    assert 0 < len(errors) <= 10
    for each in errors[:9]:
        lines = (student / each.properties["file"]).read_text(encoding="utf-8").splitlines()
        assert lines[int(each.properties["line"]) - 1].strip()
    # What is wrong comes before what is not started.
    assert errors[0].properties["file"] == "exercises/03_dropout/dropout.py"


def test_a_push_graded_by_another_repository(own, student, release, tmp_path):
    grader = tmp_path / "grader"
    shutil.copytree(release / "template", grader)
    commit_all(grader)
    (student / "exercises/03_dropout/test_1_contract.py").write_text("", encoding="utf-8")
    (student / "conftest.py").write_text("raise SystemExit(0)", encoding="utf-8")
    (student / "noxfile.py").write_text("", encoding="utf-8")
    (student / "tinytorch/grading/verdict/scoring.py").write_text("", encoding="utf-8")
    commit_all(student, "Make it easier")

    job = push(student, tmp_path / "job", grader)

    assert job.run() == "failure"
    assert outcomes(job)["Fetch the grader"] == "success"
    assert points_everywhere(job) == points_everywhere(own[0])
    assert f"Tests and grader: `{GRADER}`." in job.summary
    assert re.search(r"differ from the grader's own.*noxfile\.py", job.summary)
    assert "feedback, not the record" not in job.summary


#: Stands in for GitHub's own program: knows one pull request, and keeps what it is told to write.
GH = """#!/bin/sh
case "$1 $2" in
  "pr list") echo 7 ;;
  "run download") mkdir -p report; cp "$ARTIFACTS/summary.md" report/ ;;
  *) case "$*" in
       *--paginate*) cat "$KEPT/id" 2>/dev/null || true ;;
       *) echo "$@" >> "$KEPT/calls"; cp body.md "$KEPT/"; echo 42 > "$KEPT/id" ;;
     esac ;;
esac
"""


def test_the_comment_is_written_once_and_then_kept_up_to_date(student, tmp_path):
    workflow = student / ".github/workflows/classroom.yml"
    (tmp_path / "artifacts").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH, encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    body = "## 3 / 100 points\n\n" + "ä" * 60_000
    (tmp_path / "artifacts/summary.md").write_text(body, encoding="utf-8")
    for number in range(2):
        job = Job(workflow, {STUDENT: student}, tmp_path / f"job{number}", {}, "comment")
        job.exported |= {"KEPT": str(tmp_path), "ARTIFACTS": str(tmp_path / "artifacts")}
        job.exported["PATH"] = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
        assert job.run() == "success", job.steps

    first, second = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert first == f"api --silent repos/{STUDENT}/issues/7/comments --field body=@body.md"
    assert "--method PATCH" in second
    assert f"repos/{STUDENT}/issues/comments/42" in second
    text = (tmp_path / "body.md").read_text(encoding="utf-8")
    assert text.startswith("<!-- tinytorch-layers -->\n## 3 / 100 points\n")
    assert len(text) < 65_536


def test_the_comment_may_write_a_comment_and_nothing_else(student):
    job = Job(
        student / ".github/workflows/classroom.yml",
        {STUDENT: student},
        student / "x",
        {},
        "comment",
    )

    assert job.job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert "vars.FEEDBACK_COMMENT == 'true'" in job.job["if"]
    assert "${{" not in job.job["steps"][0]["run"]


def test_a_solved_push_is_green(student, tmp_path):
    solve(student, "03_dropout", "04_sequential")
    commit_all(student, "Solve the rest")

    job = push(student, tmp_path / "job")

    assert job.run() == "success"
    assert points_everywhere(job) == 100
    assert {each.kind for each in job.annotations} == {"notice"}


def test_the_instructors_repository_grades_the_reference(repository, tmp_path):
    job = push(repository, tmp_path / "job")

    assert job.run() == "success"
    assert points_everywhere(job) == 100
    assert "Graded: the files in solutions/, not those in exercises/" in job.summary


def test_a_grader_that_fails_is_not_taken_for_the_students_fault(student, tmp_path):
    (student / "exercises/01_layer/test_1_contract.py").write_text("def", encoding="utf-8")
    commit_all(student, "Break a test")

    job = push(student, tmp_path / "job")

    assert job.run() == "failure"
    assert outcomes(job)["Say when there is no grade"] == "success"
    assert job.summary.startswith("No grade: the grader did not finish.")
    assert "exercises/01_layer/test_1_contract.py, line 1: " in job["Grade"].log
    assert list(job.artifacts.iterdir()) == []
