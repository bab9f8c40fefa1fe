"""Why points are missing, in a few words: what the class page counts, once a submission."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tinytorch.grading.model import EXERCISES, ExerciseReport, Graded, Observed, Outcome, Report

CANNOT_BE_LOADED = "the file cannot be loaded"

_ENDED = {
    Outcome.BROKEN: CANNOT_BE_LOADED,
    Outcome.TIMED_OUT: "a call does not end",
    Outcome.CRASHED: "the code ends its process",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake by name, or the first unmet test of an exercise in which none was recognised."""

    exercise: str  #: the class that is written there, "Linear"
    name: str  #: "the weight is transposed"
    named: bool = False  #: whether the grader recognised the mistake
    method: str = ""  #: where, if that is known: two mistakes may read alike

    @property
    def key(self) -> str:
        """What tells it from others, as the anchor of a page."""
        words = f"{self.exercise} {self.method} {self.name}".casefold()
        return "-".join("".join(c if c.isalnum() else " " for c in words).split())


def causes(report: Report) -> Iterator[tuple[Cause, Observed]]:
    """Give the causes of a report, each with the observation that tells most about it."""
    for exercise in report.exercises:
        found = dict(_named(exercise))
        yield from found.items()
        if not found:
            yield from _first_unmet(exercise)


def _own(exercise: ExerciseReport) -> Iterator[Graded]:
    """Give the tests of an exercise but those that met the file of another, which has its own."""
    others = {each.file for each in EXERCISES if each != exercise.exercise}
    for graded in exercise.tests:
        if (graded.observed.path or "").rpartition("/")[2] not in others:
            yield graded


def _named(exercise: ExerciseReport) -> Iterator[tuple[Cause, Observed]]:
    """Give the mistakes that were recognised; a second one on a line follows from the first."""
    lines = set()
    for graded in _own(exercise):
        observed = graded.observed
        if observed.mistake is None or (observed.line and observed.line in lines):
            continue
        lines.add(observed.line)
        name = observed.cause or observed.mistake.replace("-", " ")
        yield Cause(exercise.exercise.class_name, name, True, observed.definition or ""), observed


def _first_unmet(exercise: ExerciseReport) -> Iterator[tuple[Cause, Observed]]:
    waiting = (Outcome.PASSED, Outcome.NOT_STARTED, Outcome.NOT_RUN)
    for graded in _own(exercise):
        if graded.observed.outcome not in waiting:
            unmet = f'test not met, "{graded.test.title.rstrip(".")}"'
            name = _ENDED.get(graded.observed.outcome, unmet)
            yield Cause(exercise.exercise.class_name, name), graded.observed
            return
