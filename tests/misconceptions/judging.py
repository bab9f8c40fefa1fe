"""Whether a misconception was caught by the tests it should be, and named to the student."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.misconceptions.bank import Misconception
from tinytorch.grading import messages
from tinytorch.grading.model import Graded, Outcome
from tinytorch.grading.reports import details
from tinytorch.grading.reports.terminal import WIDTH
from tinytorch.grading.text import wrapped
from tinytorch.testing.unmet import slug

LINES, INDENT = 12, " " * 6


def complaints(entry: Misconception, graded: Iterable[Graded]) -> Iterator[str]:
    """Return what is wrong with how a misconception was graded; nothing when all is well."""
    unmet = [test for test in graded if not test.passed]
    expected = [test for test in unmet if name_of(test) in entry.caught_by]
    missed = set(entry.caught_by) - set(map(name_of, unmet))
    names, consequences = set(map(slug, entry.named)), set(map(slug, entry.also))
    if not unmet:
        yield "survived"
    elif missed:
        yield f"not caught by {', '.join(sorted(missed))}"
    if names and not any(test.observed.mistake in names for test in expected):
        yield "not named"
    if entry.shown and not any(entry.shown in _said(test) for test in expected):
        yield f"{entry.shown!r} not shown"
    lost = sum(test.test.points for test in unmet)
    if entry.costs is not None and lost != entry.costs:
        yield f"costs {lost} points, not {entry.costs}"
    for test in unmet:
        named = test.observed.mistake
        if named and named not in names | consequences:
            yield f"{name_of(test)} names another mistake: {named}"
        yield from misplaced(test)


def misplaced(test: Graded) -> Iterator[str]:
    """Return what is wrong with how a failure is told, whatever the mistake is."""
    seen, told = test.observed, details.explanation(test.observed)
    folded = wrapped(told, WIDTH, INDENT).split("\n")
    where = name_of(test)
    if seen.outcome is Outcome.NOT_RUN or "test itself could not run" in told:
        yield f"{where} blames itself"
    if not seen.message.strip() or "Traceback" in told or re.search(r"^assert ", told, re.M):
        yield f"{where} does not say what is wrong"
    if len(folded) > LINES or max(map(len, folded)) > WIDTH:
        yield f"{where} says too much: {len(folded)} lines"
    if seen.hint is not None and (seen.hint.count("?") != 1 or not seen.hint.endswith("?")):
        yield f"{where} has a hint that is not one question"
    if seen.outcome is Outcome.NOT_STARTED and messages.todo(seen) is None:
        yield f"{where} is not started, and names no TODO"


def name_of(test: Graded) -> str:
    """Return the name of a test's function."""
    return test.test.nodeid.partition("::")[2]


def _said(test: Graded) -> str:
    """Return what a student reads, on one line."""
    return " ".join(details.advice(test.observed).split())
