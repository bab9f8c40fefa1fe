"""The data of a class: students, where their work lies, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from tinytorch.course.classroom.causes import Cause, causes
from tinytorch.grading.model import Outcome, Report
from tinytorch.grading.text import bounded, harmless


class Status(Enum):
    """What became of a student's submission."""

    GRADED = "graded"
    MISSING = "missing"  #: nothing was handed in: no points
    NOT_GRADED = "not graded"  #: nobody knows what it is worth: no total at all


_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, and the tag that marks what is handed in, where there is one."""

    moment: datetime = _NEVER
    tag: str | None = None
    lenient: bool = False  #: what tells no time counts as handed in by then

    @property
    def bound(self) -> bool:
        """Whether there is a moment."""
        return self.moment != _NEVER


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the class list."""

    identifier: str
    name: str = ""
    section: str = ""
    team: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  #: the roster's own line
    on_roster: bool = True


@dataclass(frozen=True, slots=True)
class SubmissionFolder:
    """Where a submission lies: a folder, a zip, a folder or a zip inside a zip, or some files."""

    path: Path
    member: str | None = None  #: the folder inside the zip, ending in a slash, or the zip inside
    files: tuple[tuple[str, str], ...] = ()  #: of a flat download: the name, and its own there
    time: str = ""  #: when it was handed in, ISO 8601, where the download tells
    when: Deadline | None = None  #: the moment whose state counts


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was handed in, and by which names its author may be known."""

    place: SubmissionFolder
    keys: tuple[str, ...] = ()  #: beside the name of the folder
    flags: tuple[str, ...] = ()
    folder: str = ""  #: as the download calls it; feedback goes back under this name


@dataclass(frozen=True, slots=True)
class Entry:
    """A student with what was handed in, or with the sentence that says why there is nothing."""

    student: Student
    found: tuple[Found, ...] = ()
    problem: str | None = None  #: what keeps the submission from being graded
    missing: str = ""  #: what was looked for, where nothing was found
    flags: tuple[str, ...] = ()


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
    tampered: bool = False  #: protected files differ from all that was handed out
    flags: tuple[str, ...] = ()  #: what else there is to know about the submission
    time: str = ""  #: of the commit or the upload, ISO 8601; "" where nobody knows
    team: tuple[str, ...] = ()  #: whom a file in the submission names as its authors
    passages: tuple[Passage, ...] = ()
    reused: bool = False  #: it was in the cache already
    unkept: Report | None = None  #: the report itself, where the cache cannot be written


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody decided about a grade, beside the grader."""

    text: str  #: what, as people read it
    why: str
    who: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the rules of a term make of a grade."""

    final: int | None = None  #: None where nobody knows
    hours_late: float | None = None  #: None where there is no deadline, or no time is known
    deduction: int = 0
    changes: tuple[Change, ...] = ()
    notes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A student's grade with all that is known about how it came about."""

    student: Student
    outturn: Outturn
    report: Report | None
    marks: Marks = Marks()
    returned: str = ""  #: the folder under which feedback goes back to where the work came from

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
        found += self.outturn.flags
        found += ["changed protected files"] if self.outturn.tampered else []
        found += ["late"] if (self.marks.hours_late or 0) > 0 else []
        found += ["changed by hand"] if self.marks.changes else []
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
    marks: Marks = Marks()
    next: str = ""  #: the first unmet test, by its title
    returned: str = ""
    letter: str = ""  #: what the student is told, in some sentences
    broken: tuple[str, ...] = ()  #: the exercises whose file is, each with the reason

    @property
    def final(self) -> int | None:
        """The points that count; None where nobody knows them."""
        return self.earned if self.marks == Marks() else self.marks.final

    @property
    def graded(self) -> bool:
        """Whether there is a report."""
        return bool(self.outcomes)


def _first_line(message: str) -> str:
    return bounded(harmless(message.partition("\n")[0]), 200)


def row(result: Result, feedback: str, letter: str = "") -> Row:
    """Return what tables and statistics keep of a result."""
    exercises = () if result.report is None else result.report.exercises
    tests = [graded for exercise in exercises for graded in exercise.tests]
    found = () if result.report is None else tuple(causes(result.report))
    return Row(
        result.student,
        result.outturn,
        result.earned,
        tuple(exercise.earned for exercise in exercises),
        tuple(graded.observed.outcome for graded in tests),
        tuple(cause for cause, _ in found),
        result.flags,
        feedback,
        result.marks,
        ""
        if result.report is None or result.report.next is None
        else result.report.next.test.title,
        result.returned,
        letter,
        tuple(
            f"{cause.exercise}: {cause.name}" if cause.named else _first_line(observed.message)
            for cause, observed in found
            if observed.outcome is Outcome.BROKEN
        ),
    )
