"""In direct mode a debugger stops in the student's own code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.copies import copy_checkout
from tests.misconceptions.bank import reference, with_method
from tinytorch.grading.model import EXERCISES

LINEAR = EXERCISES[1]


def test_a_breakpoint_and_an_error_stop_in_the_students_code(tmp_path: Path):
    copy_checkout(tmp_path, "exercises", "tinytorch", "pyproject.toml")
    body = "breakpoint()\nproduct = x.matmul(weight)\nreturn product"
    solved = with_method(reference(LINEAR), "Linear", "forward", body, LINEAR.path)
    (tmp_path / LINEAR.path).write_text(solved, encoding="utf-8")

    test = f"exercises/{LINEAR.folder}/test_1_contract.py::test_forward_multiplies_by_the_weight"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--pdb", "-p", "no:cacheprovider", test],
        cwd=tmp_path, input="p ('one', x.shape)\nc\np ('two', x.shape)\nq\n",
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip

    # Python 3.13 stops at breakpoint() itself, the ones before it at the line below.
    assert "-> product = x.matmul(weight)" in ran.stdout, ran.stdout
    assert "('one', (2, 2))" in ran.stdout
    assert "NameError: name 'weight' is not defined" in ran.stdout
    assert "('two', (2, 2))" in ran.stdout
