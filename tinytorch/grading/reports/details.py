"""What formats for people tell of a test that did not pass, harmless and bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Observed, Outcome, unmet
from tinytorch.grading.text import broken_up, clean, excerpt, one_line

_LINES, _CHARACTERS = 24, 1500
_OUTPUT_LINES, _OUTPUT_CHARACTERS = 12, 1000


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that ended alike: one that passed alone, or several that failed."""

    tests: tuple[Graded, ...]
    again: str | None = None  #: the cause, when an earlier group was told all about it

    @property
    def first(self) -> Graded:
        """The test that speaks for the group."""
        return self.tests[0]

    @property
    def cause(self) -> str:
        """Why they failed, in a line: the mistake, the exception, or what the first asks for."""
        observed = self.first.observed
        return one_line(_harmless(observed.cause or self.first.test.title)).rstrip(".")

    @property
    def explained(self) -> bool:
        """Whether there is more to tell than the outcome."""
        waiting = self.first.observed.outcome is Outcome.NOT_STARTED
        return not self.first.passed and not waiting


def groups(exercise: ExerciseReport) -> Iterator[Group]:
    """Return the tests of an exercise in order; a cause is explained once, where it shows first."""
    told = set()
    for reason, tests in groupby(exercise.tests, key=_reason):
        group = Group(tuple(tests))
        again = group.first.observed.cause if reason in told else None
        yield replace(group, again=again and one_line(_harmless(again)))
        told.add(reason)


def causes(exercises: Iterable[ExerciseReport]) -> list[Group]:
    """Return why tests failed, each reason once with all its tests; what is not started is none."""
    found: dict[object, list[Graded]] = {}
    for graded in unmet(exercises):
        if graded.observed.outcome is not Outcome.NOT_STARTED:
            found.setdefault(_reason(graded), []).append(graded)
    return [Group(tuple(tests)) for tests in found.values()]


def _reason(graded: Graded) -> object:
    """Return what tests have in common that fail for one reason."""
    observed = graded.observed
    if graded.passed or observed.outcome is Outcome.NOT_STARTED:
        return graded.test.nodeid
    if observed.cause:
        return observed.path, observed.line, observed.cause
    return explanation(observed)


def explanation(observed: Observed) -> str:
    """Return where a test failed, its message and its hint, as lines of text."""
    text = advice(observed)
    placed = not observed.line or observed.path is None or observed.path in text
    return text if placed else f"{_harmless(messages.place(observed))}:\n{text}"


def explanation_within(observed: Observed, width: int) -> str:
    """Return the same for lines of a width: where it is narrow, each sentence in one line."""
    from tinytorch.testing.unmet import unwrapped  # with NumPy, which takes long to import

    return unwrapped(explanation(observed), width)


def advice(observed: Observed) -> str:
    """Return the message of a test that failed and its hint, as lines of text."""
    hint = [f"{messages.HINT}{_harmless(observed.hint)}"] if observed.hint else []
    return "\n".join([message(observed), *hint])


def message(observed: Observed) -> str:
    """Return the message of a test that failed, as lines of text."""
    return excerpt(_harmless(observed.message), _LINES, _CHARACTERS) or messages.status(observed)


def told(observed: Observed) -> str:
    """Return all that a student reads of a test that failed, as lines of text."""
    output = printed(observed)
    return explanation(observed) + (f"\n{messages.PRINTED}\n{output}" if output else "")


def printed(observed: Observed) -> str:
    """Return what the student's code printed, as lines of text."""
    return excerpt(_harmless(observed.output), _OUTPUT_LINES, _OUTPUT_CHARACTERS)


def _harmless(text: str) -> str:
    return broken_up(clean(text))
