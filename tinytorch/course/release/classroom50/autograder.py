"""Grades a submission for Classroom 50, with the grader and the tests beside this file.

Classroom 50's runner calls it in the student's checkout, of which only the four exercise files
are read. It needs Python 3.11 or newer.

Environment
    CLASSROOM, ASSIGNMENT, ASSIGNMENT_TYPE, OWNER or USERNAME, SUBMISSION_TAG, COMMIT_URL,
    RELEASE_URL, REVIEW_URL: who handed in what, for the result. GITHUB_OUTPUT: see below.
Files in the working folder
    result.json: the points, a row a test, in ``classroom50/result/v1``.
    release-body.md: the feedback, in Markdown.
Lines in GITHUB_OUTPUT
    status: success with full marks, failure below. summary: the points.
Exit code
    0 graded, whatever the points; anything else: the grader itself failed, and says why.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

BUNDLE = Path(__file__).resolve().parent
PACKAGES = BUNDLE / "packages"

RESULT, FEEDBACK = "result.json", "release-body.md"

MODULES = ("numpy", "pytest", "pytest_jsonreport")

TOO_OLD = (
    "The grader needs Python 3.11 or newer, and this is {version}: "
    "set runtime.python to 3.13 for this assignment."
)
NOT_INSTALLED = "The packages that the grader needs cannot be installed; the lines above say why."


def main() -> int:
    """Install, grade, and say how it went; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the service decides which Python runs this
        return stop(TOO_OLD.format(version=sys.version.split()[0]))
    if not install():
        return stop(NOT_INSTALLED)
    submission = Path.cwd()
    for name in (RESULT, FEEDBACK):
        clear(submission / name)
    code = grade(submission)
    if code == 0:
        announce(submission / RESULT)
    return code


def stop(sentence: str) -> int:
    """Say why there is no grade."""
    print(sentence, file=sys.stderr)
    return 2


def install() -> bool:
    """Install what is missing beside the grader, as its lock file pins it; say whether it is there.

    A folder of its own leaves a Python alone that belongs to the system, and needs no rights.
    """
    if all(importlib.util.find_spec(module) for module in MODULES):
        return True
    pip = [sys.executable, "-P", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--target", str(PACKAGES), "--require-hashes", "--requirement", "requirements.txt"]
    return subprocess.run(pip, cwd=BUNDLE, check=False).returncode == 0


def clear(path: Path) -> None:
    """Remove what a student has put in a result's place; a link would lead it elsewhere."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def grade(submission: Path) -> int:
    """Grade, and write the two files; -P keeps the submission off the import path."""
    environment = dict(os.environ, PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1")
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (BUNDLE, PACKAGES)))
    command = [sys.executable, "-P", "-m", "tinytorch.grading", "--submission", str(submission)]
    for report in ("terminal", "annotations"):
        command += ["--report", report]
    for report, name in (("classroom50", RESULT), ("summary", FEEDBACK)):
        command += ["--report", f"{report}={submission / name}"]
    return subprocess.run(command, cwd=BUNDLE, env=environment, check=False).returncode


def announce(result: Path) -> None:
    """Tell the job the points, in the last lines of its output."""
    graded = json.loads(result.read_text(encoding="utf-8"))
    earned, possible = graded["score"], graded["max-score"]
    lines = [
        f"status={'success' if earned == possible else 'failure'}",
        f"summary={earned} / {possible} points",
    ]
    output = os.environ.get("GITHUB_OUTPUT")
    if output:
        with Path(output).open("a", encoding="utf-8") as file:
            # Whoever wrote before may have left its last line open.
            file.write("\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
