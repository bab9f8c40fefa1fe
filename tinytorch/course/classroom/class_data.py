"""The data of a class: students, where their work lies, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tinytorch.course.classroom.causes import Cause, causes
from tinytorch.grading.model import Outcome, Report


class Status(Enum):
    """What became of a student's submission."""

    GRADED = "graded"
    MISSING = "missing"  #: nothing was handed in: no points
    NOT_GRADED = "not graded"  #: nobody knows what it is worth: no total at all


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the class list."""

    identifier: str
    name: str = ""
    section: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  #: the roster's own line
    on_roster: bool = True


@dataclass(frozen=True, slots=True)
class SubmissionFolder:
    """Where a submission lies: a folder, or a folder inside a zip."""

    path: Path
    member: str | None = None  #: the folder inside the zip, ending in a slash


@dataclass(frozen=True, slots=True)
class Entry:
    """A student with the place of the submission, or with the sentence that says why not."""

    student: Student
    place: SubmissionFolder | None = None
    problem: str | None = None  #: what keeps the submission from being graded


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that was graded."""

    name: str = ""  #: its full hash
    time: str = ""  #: ISO 8601, as the student's machine wrote it


@dataclass(frozen=True, slots=True)
class Passage:
    """A fingerprint with the lines of the file that it was taken from."""

    exercise: str  #: the folder
    fingerprint: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Outturn:
    """What a grading process found out about an entry; the report itself lies in the cache."""

    status: Status
    key: str | None = None  #: of the report in the cache
    commit: Commit = Commit()
    problem: str | None = None
    tampered: bool = False  #: protected files differ from the grader's
    passages: tuple[Passage, ...] = ()
    reused: bool = False  #: it was in the cache already
    unkept: Report | None = None  #: the report itself, where the cache cannot be written


@dataclass(frozen=True, slots=True)
class Result:
    """A student's grade with all that is known about how it came about."""

    student: Student
    outturn: Outturn
    report: Report | None

    @property
    def status(self) -> Status:
        """What became of the submission."""
        return self.outturn.status

    @property
    def earned(self) -> int | None:
        """The total; None where nobody knows it."""
        if self.report is not None:
            return self.report.earned
        return 0 if self.status is Status.MISSING else None

    @property
    def flags(self) -> tuple[str, ...]:
        """Words that tell an instructor where to look again."""
        found = [] if self.student.on_roster else ["not on the roster"]
        found += [] if self.status is Status.GRADED else [self.status.value]
        found += ["changed protected files"] if self.outturn.tampered else []
        if self.report is not None:
            graded = [test for exercise in self.report.exercises for test in exercise.tests]
            seen = {test.observed.outcome for test in graded}
            found += [word for outcome, word in _FLAGGED.items() if outcome in seen]
            found += ["not started"] if seen == {Outcome.NOT_STARTED} else []
        return tuple(found)


#: Outcomes that an instructor may want to look at again.
_FLAGGED = {
    Outcome.BROKEN: "broken file",
    Outcome.TIMED_OUT: "timed out",
    Outcome.CRASHED: "crashed",
    Outcome.NOT_RUN: "tests not run",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What tables and statistics keep of a result; a class of a thousand fits in memory."""

    student: Student
    outturn: Outturn
    earned: int | None
    exercises: tuple[int, ...]  #: points earned in each; () where nothing was graded
    outcomes: tuple[Outcome, ...]  #: of each test; () where nothing was graded
    causes: tuple[Cause, ...]  #: why points are missing
    flags: tuple[str, ...]
    feedback: str  #: the name of the student's file

    @property
    def graded(self) -> bool:
        """Whether there is a report."""
        return bool(self.outcomes)


def row(result: Result, feedback: str) -> Row:
    """Return what tables and statistics keep of a result."""
    exercises = () if result.report is None else result.report.exercises
    tests = [graded for exercise in exercises for graded in exercise.tests]
    return Row(
        result.student,
        result.outturn,
        result.earned,
        tuple(exercise.earned for exercise in exercises),
        tuple(graded.observed.outcome for graded in tests),
        () if result.report is None else tuple(cause for cause, _ in causes(result.report)),
        result.flags,
        feedback,
    )
