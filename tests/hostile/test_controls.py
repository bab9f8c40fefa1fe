"""Unconfined, every submission does what it says: none of the corpus is harmless by itself."""

import os
import platform
import re

import pytest

from tests.conftest import EVERYTHING
from tests.hostile.conftest import Controlled
from tests.hostile.corpus import CASES, Case

#: One of each kind; all of them with TINYTORCH_EVERYTHING=1.
SAMPLE = (
    "hard_exit_at_import", "fork_bomb", "report_at_exit", "conftest_file", "prints_a_verdict",
    "writes_an_output", "hard_coded_answer", "reads_the_solution",
)  # fmt: skip
CONTROLLED = [case for case in CASES if case.control and (EVERYTHING or case.name in SAMPLE)]
#: An ordinary user may not do these to other processes, confined or not.
PRIVILEGED = ("reads_the_parents_memory", "traces_the_parent", "copies_", "writes_the_parents")
#: What older kernels do not have, and what only one kind of machine has.
NEW = {"sets_an_attribute": (6, 13), "sets_flags_of_a_file": (6, 17)}
MACHINES = {"calls_as_another_machine": "x86_64"}


@pytest.mark.parametrize("case", CONTROLLED, ids=str)
def test_it_does_what_it_says_in_a_naive_grader(case: Case, controlled: Controlled) -> None:
    if os.geteuid() != 0 and case.name.startswith(PRIVILEGED):
        pytest.skip("only root may do this to other processes")
    release = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
    if release < NEW.get(case.name, (0, 0)):
        pytest.skip("this kernel does not have the call")
    if MACHINES.get(case.name, platform.machine()) != platform.machine():
        pytest.skip("this machine does not have the call")
    verdict = controlled(case)

    deserved = case.earns
    shown = {
        "hangs": verdict.hangs,
        "ends": verdict.ends,
        "leaves": verdict.leaves,
        "loses": verdict.reported < case.possible,
        "report": verdict.reported > deserved,
        "printed": verdict.printed > deserved,
        "notice": verdict.noticed > deserved,
        "output": verdict.written > deserved,
        "peer": verdict.reported > 0,
        "reaches": verdict.reported == case.possible,
    }
    assert shown[case.control], verdict


def test_every_dishonest_submission_has_a_control() -> None:
    missing = [
        case.name for case in CASES if case.kind in ("forging", "escapes") and not case.control
    ]

    assert missing == []
