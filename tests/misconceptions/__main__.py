"""Grades the bank, and mutants of the reference, in isolated mode: `nox -s mutants`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.misconceptions import bank, judging
from tests.misconceptions.grading import graded
from tests.verdicts import MODES
from tinytorch.grading.model import Graded


def main() -> int:
    """Print a row for each misconception; return 1 where one is not caught and named."""
    parser = argparse.ArgumentParser(prog="python -m tests.misconceptions", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of names, such as linear/bias")
    parser.add_argument("--direct", action="store_true", help="in direct mode, which is quicker")
    parser.add_argument("--mutants", action="store_true", help="mutants of the reference as well")
    options = parser.parse_args()
    mode, start = "direct" if options.direct else MODES[1], time.monotonic()
    wrong = _misconceptions(options.names, mode)
    if options.mutants:
        wrong += _mutants(mode)
    print(f"{wrong} in need of work; {time.monotonic() - start:.0f} s, {mode}")
    return int(wrong > 0)


def _misconceptions(names: Sequence[str], mode: str) -> int:
    entries = [
        entry for entry in bank.read_all() if not names or any(name in str(entry) for name in names)
    ]
    reports = graded([(entry.exercise, entry.source) for entry in entries], mode)
    print(f"{'misconception':<46} {'points':>6} {'tests':>5} told   caught by")
    wrong = sum(map(_row, entries, reports))
    count, named = len(entries), sum(1 for entry in entries if entry.named)
    shown = sum(1 for entry in entries if entry.shown and not entry.named)
    print(f"\n{count} misconceptions; the diagnosis names the mistake of {named}", end=" ")
    print(f"({named / max(count, 1):.0%}) and shows the words for {shown} more")
    return wrong


def _row(entry: bank.Misconception, report: Sequence[Graded]) -> bool:
    unmet = [test for test in report if not test.passed]
    lost = sum(test.test.points for test in unmet)
    told = "named" if entry.named else "shown" if entry.shown else ""
    by = ", ".join(name.removeprefix("test_") for name in entry.caught_by)
    print(f"{entry!s:<46} {-lost:>6} {len(unmet):>5} {told:<6} {by}")
    complaints = list(judging.complaints(entry, report))
    for complaint in complaints:
        print(f"    {complaint}")
    return bool(complaints)


def _mutants(mode: str) -> int:
    from tests.misconceptions import mutants  # Cosmic Ray has a session of its own

    made = mutants.read_all()
    reports = graded([(mutant.exercise, mutant.source) for mutant in made], mode)
    complaints = list(mutants.complaints(made, reports))
    caught = sum(any(not test.passed for test in report) for report in reports)
    print(f"\n{len(made)} mutants of the reference; {caught} caught, the others equivalent")
    for complaint in complaints:
        print(f"    {complaint}")
    return len(complaints)


if __name__ == "__main__":
    sys.exit(main())
