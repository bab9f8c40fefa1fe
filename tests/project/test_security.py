"""What SECURITY.md promises in numbers is what the code holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tinytorch.grading.given import trees
from tinytorch.grading.run.isolation import sandbox
from tinytorch.grading.run.isolation.trusted.budget import Budget
from tinytorch.grading.run.isolation.untrusted import process

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
TALK = (ROOT / "tests" / "hostile" / "test_conversation.py").read_text(encoding="utf-8")
BUDGET, NIGHTLY = Budget(), int(re.findall(r"\bGRADES = (\d+) if EVERYTHING", TALK)[0])


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (r"(\d+) s a call, (\d+) s a test, (\d+) s an exercise",
         (BUDGET.limits.call, BUDGET.limits.test, BUDGET.exercise)),
        (r"(\d+) GiB of memory a worker, (\d+) MiB in its folder, (\d+) MiB a file",
         (sandbox.MEMORY / 2**30, sandbox.DISK / 2**20, sandbox.LIMITS["RLIMIT_FSIZE"] / 2**20)),
        (r"(\d+) GiB of memory, and (\d+) MiB of disk, looked at (\d+) times a second",
         (sandbox.MEMORY / 2**30, sandbox.DISK / 2**20, 1 / process._LOOK)),
        (r"of (\d+) KiB at most", (trees.MAX_BYTES / 1024,)),
        (r"(\d+) grades each night", (NIGHTLY,)),
    ],
)  # fmt: skip
def test_each_limit_is_the_one_that_is_set(words: str, values: tuple[float, ...]) -> None:
    found = [tuple(map(float, match.groups())) for match in re.finditer(words, TEXT)]

    assert found == [values]
