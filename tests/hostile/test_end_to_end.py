"""The command line on a folder full of traps: it imports nothing of it, from wherever it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import grading
from tests.hostile.corpus import CASES, ROOT

TRAPS = ("edited_helpers", "edited_grader", "edited_tests", "shadow_module", "conftest_file",
         "ini_file", "site_hook")  # fmt: skip


@pytest.fixture(scope="module")
def trapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a submission with all the traps of the corpus; whichever is sprung leaves a mark."""
    folder = tmp_path_factory.mktemp("trapped")
    for name in TRAPS:
        grading.lay_out(next(case for case in CASES if case.name == name), folder)
    mark = f"from pathlib import Path\nPath({str(folder)!r}, 'sprung').write_text(__name__)\n"
    for name in ("numpy.py", "pytest.py", "tinytorch/__init__.py", "usercustomize.py", "json.py"):
        (folder / name).write_text(mark, "utf-8")
    (folder / "pyproject.toml").write_text("[tool.pytest]\naddopts = ['-p', 'numpy']\n", "utf-8")
    return folder


@pytest.mark.parametrize("inside", [True, False], ids=["inside it", "elsewhere"])
def test_a_grade_springs_none_of_a_submissions_traps(trapped: Path, inside: bool) -> None:
    command = [sys.executable, "-P", "-m", "tinytorch.grading", "02", "--report", "json"]
    done = subprocess.run(
        [*command, "--submission", str(trapped)],
        cwd=trapped if inside else ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )

    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["earned"], report["possible"]) == (0, 35)
    assert not (trapped / "sprung").exists()
    assert any("differ from the grader's own" in note for note in report["notes"])
