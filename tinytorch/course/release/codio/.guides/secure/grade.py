"""Grades a project in Codio, with the grader and the tests in the folder ``grader`` beside this.

Codio runs it when a student has finished, and takes a percentage with feedback in Markdown. Only
the four exercise files of the workspace are read. It needs Python 3.11 or newer, and packages that
``install.sh`` puts into the stack.

Environment
    CODIO_AUTOGRADE_V2_URL or CODIO_PARTIAL_POINTS_V2_URL: where the grade goes.
    CODIO_WORKSPACE: the project, /home/codio/workspace unless it says otherwise.
Exit code
    0 the grade was sent; anything else: there is none, and Codio leaves the assignment open.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
GRADER, PACKAGES = HERE / "grader", HERE / "packages"

SECONDS = 170  #: Codio allows three minutes
MAX_FEEDBACK = 1024 * 1024 - 1024  #: bytes; Codio takes a mebibyte

URLS = ("CODIO_AUTOGRADE_V2_URL", "CODIO_PARTIAL_POINTS_V2_URL")


def main() -> int:
    """Grade, send the grade, and return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the stack decides which Python runs this
        return stop(f"The grader needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    address = next(filter(None, map(os.environ.get, URLS)), None)
    if address is None:
        return stop(f"Neither {' nor '.join(URLS)} says where the grade goes.")
    workspace = Path(os.environ.get("CODIO_WORKSPACE", "/home/codio/workspace"))
    with tempfile.TemporaryDirectory() as folder:
        try:
            code = grade(workspace, Path(folder))
        except subprocess.TimeoutExpired:
            return stop(f"The grader did not end within {SECONDS} s.")
        if code != 0:
            return stop("The grader failed; the lines above say why.")
        report = json.loads(Path(folder, "report.json").read_text(encoding="utf-8"))
        feedback = Path(folder, "feedback.md").read_bytes()[:MAX_FEEDBACK]
    percentage = round(100 * report["earned"] / report["possible"])
    form = {"grade": percentage, "format": "md", "feedback": feedback}
    with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode("ascii")) as answer:
        print(f"{percentage} % sent; Codio answered {answer.status}.")
    return 0


def stop(sentence: str) -> int:
    """Say why there is no grade."""
    print(sentence, file=sys.stderr)
    return 2


def grade(workspace: Path, folder: Path) -> int:
    """Grade, and write report and feedback; the submission learns no address and no path."""
    environment = {n: value for n, value in os.environ.items() if not n.startswith("CODIO_")}
    environment.update(PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1")
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (GRADER, PACKAGES)))
    command = [sys.executable, "-P", "-m", "tinytorch.grading", "--submission", str(workspace)]
    command += ["--report", f"json={folder / 'report.json'}"]
    command += ["--report", f"summary={folder / 'feedback.md'}"]
    return subprocess.run(command, cwd=GRADER, env=environment, timeout=SECONDS).returncode


if __name__ == "__main__":
    sys.exit(main())
