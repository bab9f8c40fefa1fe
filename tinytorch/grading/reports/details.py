"""What formats for people tell of a test that did not pass, harmless and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Observed, Outcome
from tinytorch.grading.text import broken_up, clean, excerpt

_LINES, _CHARACTERS = 24, 1500
_OUTPUT_LINES, _OUTPUT_CHARACTERS = 12, 1000


def groups(exercise: ExerciseReport) -> Iterator[tuple[Graded, ...]]:
    """Return the tests of an exercise in order; neighbours that failed alike are one group."""

    def alike(graded: Graded) -> object:
        told = not graded.passed and graded.observed.outcome is not Outcome.NOT_STARTED
        return explanation(graded.observed) if told else graded.test.nodeid

    for _, tests in groupby(exercise.tests, key=alike):
        yield tuple(tests)


def explanation(observed: Observed) -> str:
    """Return where a test failed, its message and its hint, as lines of text."""
    text = advice(observed)
    placed = not observed.line or observed.path is None or observed.path in text
    return text if placed else f"{messages.place(observed)}:\n{text}"


def advice(observed: Observed) -> str:
    """Return the message of a test that failed and its hint, as lines of text."""
    hint = [f"Hint: {_harmless(observed.hint)}"] if observed.hint else []
    return "\n".join([message(observed), *hint])


def message(observed: Observed) -> str:
    """Return the message of a test that failed, as lines of text."""
    return excerpt(_harmless(observed.message), _LINES, _CHARACTERS) or messages.status(observed)


def told(observed: Observed) -> str:
    """Return all that a student reads of a test that failed, as lines of text."""
    output = printed(observed)
    return explanation(observed) + (f"\nIt printed:\n{output}" if output else "")


def printed(observed: Observed) -> str:
    """Return what the student's code printed, as lines of text."""
    return excerpt(_harmless(observed.output), _OUTPUT_LINES, _OUTPUT_CHARACTERS)


def _harmless(text: str) -> str:
    return broken_up(clean(text))
