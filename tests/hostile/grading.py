"""Grades a submission as the grader does, with less patience for what is known to hang."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections.abc import Iterable
from multiprocessing import util
from pathlib import Path
from unittest import mock

from tests.hostile.corpus import ROOT, TESTS, Case
from tinytorch.grading.given import submission
from tinytorch.grading.model import Exercise, Report
from tinytorch.grading.run import isolated
from tinytorch.grading.run.isolation.trusted import forking
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.launcher import Launcher
from tinytorch.grading.verdict import scoring

SEED = 20_240_229
#: For what is known to hang; an honest computation on a busy machine may take as long as this.
IMPATIENT = Budget(limits=Limits(call=1.0, test=2.0, load=1.0, lent=1.0))


def lay_out(case: Case, folder: Path) -> None:
    """Write the files of a submission into a folder."""
    for name, content in case.files().items():
        place = folder / name
        place.unlink(missing_ok=True)
        if content is None:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            place.write_bytes(content)
        else:
            place.symlink_to(ROOT / content)


def grade(case: Case, exercises: Iterable[Exercise], *, alone: bool = False) -> Report:
    """Return the report on some exercises of a submission; `alone` with a worker for each test."""
    chosen = tuple(exercises)
    budget = IMPATIENT if "timed_out" in case.outcomes else None
    with tempfile.TemporaryDirectory() as folder:
        lay_out(case, Path(folder))
        submitted = submission.read(Path(folder), ROOT)
        output = isolated.run(
            submitted, chosen, launcher=launcher(), seed=SEED, budget=budget, alone=alone
        )
    tests = [test for test in TESTS if test.exercise in {each.folder for each in chosen}]
    return scoring.score(tests, submitted, output, seed=SEED)


@functools.cache
def launcher() -> Launcher:
    """Return where workers come from: one for all that this process grades, as in a class run."""
    kept = contextlib.ExitStack()
    # Landlock and seccomp must hold by themselves: most machines have no bubblewrap.
    with mock.patch.object(forking, "_bubblewrap", return_value=()):
        made = kept.enter_context(isolated.prepared())
    util.Finalize(None, kept.close, exitpriority=1)  # a process of a pool runs no others
    return made
