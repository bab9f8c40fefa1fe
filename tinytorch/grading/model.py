"""The data of a grade, from graded tests to the report; the only place that adds points up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from tinytorch.core.layers import EXERCISE_FILES


class GradingError(Exception):
    """The grader itself cannot grade; the message is the one sentence that says why."""


class OwnFault(GradingError):
    """A file of the grader's is why; in a student's checkout, it may have been changed."""


class Outcome(Enum):
    """How a graded test ended."""

    PASSED = "passed"  #: it earned its points
    FAILED = "failed"  #: the code ran and did something else than the contract says
    NOT_STARTED = "not_started"  #: it met a TODO that still stands in the stub
    BROKEN = "broken"  #: the student's file could not be loaded
    TIMED_OUT = "timed_out"  #: a call did not return in time
    CRASHED = "crashed"  #: the process that ran the student's code died
    NOT_RUN = "not_run"  #: nobody observed it


@dataclass(frozen=True, slots=True)
class Exercise:
    """One numbered exercise, as its folder names it."""

    folder: str  #: "02_linear"
    file: str  #: "linear.py"
    class_name: str  #: "Linear"

    @property
    def number(self) -> str:
        """The two digits that lead the folder's name."""
        return self.folder[:2]

    @property
    def name(self) -> str:
        return self.folder[3:]

    @property
    def path(self) -> str:
        """The student's file, relative to a checkout, with forward slashes."""
        return f"exercises/{self.folder}/{self.file}"


def _exercise(class_name: str, path: str) -> Exercise:
    folder, file = path.split("/")
    return Exercise(folder, file, class_name)


EXERCISES: tuple[Exercise, ...] = tuple(_exercise(*entry) for entry in EXERCISE_FILES.items())

BY_FOLDER = {each.folder: each for each in EXERCISES}
BY_CLASS = {each.class_name: each for each in EXERCISES}
_BY_FILE = {each.file: each for each in EXERCISES}


def of_file(path: str) -> Exercise | None:
    """Return whose file it is, in whichever folder a submission has it."""
    return _BY_FILE.get(path.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class GradedTest:
    """A test that earns points, as the catalogue reads it from the pristine test files."""

    nodeid: str  #: "exercises/02_linear/test_2_values.py::test_forward_adds_the_bias"
    exercise: str  #: the folder, "02_linear"
    title: str  #: the first line of its docstring
    points: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of one graded test in a run; the cases of a parametrised one are joined."""

    nodeid: str
    outcome: Outcome
    message: str = ""  #: several lines, plain text, without hint
    path: str | None = None  #: the student's file, relative, with forward slashes
    line: int | None = None  #: 1-based, in the student's file
    definition: str | None = None  #: what begins on the line, "forward"; None: the line raised
    task: str | None = None  #: the TODO that the line belongs to, such as "2.2"
    cause: str | None = None  #: the named mistake in words, or the exception with its text
    hint: str | None = None  #: one question
    mistake: str | None = None  #: stable id of a named mistake
    output: str = ""  #: what the student's code printed, bounded and neutralised

    def as_record(self) -> dict[str, Any]:
        """Return the fields as plain values, to travel as JSON."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**plain, "outcome": self.outcome.value}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Observed:
        """Return what a record tells; a field that it lacks, or that is odd, is as if unseen.

        Raises
        ------
        ValueError
            It names no outcome.
        """
        plain = {"str": _text, "str | None": _text, "int | None": _line}
        found = {
            each.name: value
            for each in fields(cls)
            if str(each.type) in plain
            and (value := plain[str(each.type)](record.get(each.name))) is not None
        }
        return cls(**{"nodeid": "", **found, "outcome": Outcome(record.get("outcome"))})  # type: ignore[arg-type]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _line(value: object) -> int | None:
    return value if type(value) is int and value > 0 else None


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded test with what it earned."""

    test: GradedTest
    observed: Observed

    @property
    def passed(self) -> bool:
        return self.observed.outcome is Outcome.PASSED

    @property
    def earned(self) -> int:
        """All the points of the test, or none."""
        return self.test.points if self.passed else 0


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """The graded tests of one exercise, in their order."""

    exercise: Exercise
    tests: tuple[Graded, ...]

    @property
    def path(self) -> str:
        """The student's file as it was found, or where it should be."""
        told = (graded.observed.path for graded in self.tests)
        own = (path for path in told if path and path.rpartition("/")[2] == self.exercise.file)
        return next(own, self.exercise.path)

    @property
    def earned(self) -> int:
        return sum(graded.earned for graded in self.tests)

    @property
    def possible(self) -> int:
        return sum(graded.test.points for graded in self.tests)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole grade: what every consumer is rendered from."""

    exercises: tuple[ExerciseReport, ...]
    seed: int
    mode: str  #: "isolated", "direct" or "browser"
    sandbox: str  #: one line: what confined the student's code
    grader_version: str
    notes: tuple[str, ...] = ()  #: sentences about the grade as a whole
    platform: str = ""  #: the Python and the NumPy that the student's code ran on
    self_graded: bool = False  #: whether tests and grader were the submission's own

    @property
    def earned(self) -> int:
        return points(self.exercises)[0]

    @property
    def possible(self) -> int:
        return points(self.exercises)[1]

    @property
    def complete(self) -> bool:
        """Whether every exercise of the course was graded."""
        return len(self.exercises) == len(EXERCISES)

    @property
    def next(self) -> Graded | None:
        """The first unmet test in order: what to work on next."""
        return next((graded for graded in unmet(self.exercises)), None)


def points(exercises: Iterable[ExerciseReport]) -> tuple[int, int]:
    """Return the points earned and possible in some exercises."""
    each = [(exercise.earned, exercise.possible) for exercise in exercises]
    return sum(earned for earned, _ in each), sum(possible for _, possible in each)


def unmet(exercises: Iterable[ExerciseReport]) -> Iterable[Graded]:
    """Return the tests that did not pass, in order."""
    return (graded for exercise in exercises for graded in exercise.tests if not graded.passed)
