"""What SECURITY.md promises in numbers is what the code holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinytorch.grading.run.isolation import sandbox
from tinytorch.grading.run.isolation.trusted.budget import Budget
from tinytorch.grading.run.isolation.untrusted import process

TEXT = (Path(__file__).parents[2] / ".github" / "SECURITY.md").read_text(encoding="utf-8")
BUDGET = Budget()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (r"(\d+) s a call, (\d+) s a test, (\d+) s an exercise",
         (BUDGET.limits.call, BUDGET.limits.test, BUDGET.exercise)),
        (r"(\d+) GiB of memory a worker, (\d+) MiB in its folder, (\d+) MiB a file",
         (sandbox.MEMORY / 2**30, sandbox.DISK / 2**20, sandbox.LIMITS["RLIMIT_FSIZE"] / 2**20)),
        (r"(\d+) GiB of memory, and (\d+) MiB of disk, looked at (\d+) times a second",
         (sandbox.MEMORY / 2**30, sandbox.DISK / 2**20, 1 / process._LOOK)),
    ],
)  # fmt: skip
def test_each_limit_is_the_one_that_is_set(words: str, values: tuple[float, ...]) -> None:
    found = re.findall(words, TEXT)

    assert [tuple(map(float, each)) for each in found] == [values]
