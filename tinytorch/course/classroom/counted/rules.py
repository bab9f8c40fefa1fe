"""The rules of a term, as data: a TOML file that stays with the class.

They decide which state of a submission counts, what being late costs, and what somebody decided by
hand. The grader knows nothing of them: what it found stands beside what they make of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Change, Deadline, Marks, Student
from tinytorch.course.classroom.handed_in import upload_times
from tinytorch.course.classroom.handed_in.roster import cells, folded
from tinytorch.grading.model import GradingError, Report

#: Columns of a class list that say what the file of rules says for single students.
_DEADLINES = ("deadline", "extension", "due date")
_UPLOADS = (
    "submitted", "submitted at", "last modified (submission)", "zuletzt geändert (abgabe)",
    "dernière modification (travail remis)", "última modificación (entrega)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Override:
    """Points that somebody has set by hand."""

    points: int
    why: str
    who: str
    test: str | None = None  #: a part of its id; None: the total


@dataclass(frozen=True, slots=True)
class Rules:
    """What a term has agreed upon."""

    label: str = ""  #: the file, with a checksum of what it says
    at: Deadline | None = None  #: of everybody, without mercy, from the command line
    deadline: datetime | None = None
    counts: str = "last"
    tag: str = "submit/*"
    missing: str = "empty"  #: what imports hold for who handed nothing in
    free_days: int = 0
    points_per_day: int = 0
    most_days: int = 0
    days_used: Mapping[str, int] = field(default_factory=dict)
    extensions: Mapping[str, datetime | int] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    team_file: bool = False
    overrides: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    notes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    def due(self, student: Student) -> datetime | None:
        """Return the deadline of a student."""
        told = next(iter(cells(student.columns, _DEADLINES)), "")
        own = self.extensions.get(folded(student.identifier))
        if own is None and told:
            try:
                own = moment(told)
            except ValueError:
                raise GradingError(messages.unknown_time(student.identifier, told)) from None
        if isinstance(own, datetime):
            return own
        if self.deadline is None:
            return None
        return self.deadline + timedelta(days=own or 0)

    def moments(self, student: Student) -> list[Deadline | None]:
        """Return the moments whose states may count, one of which will."""
        if self.at is not None:
            return [self.at]
        due, tag = self.due(student), self.tag if self.counts == "tag" else None
        if due is None:
            return [None] if tag is None else [Deadline(tag=tag)]
        days = range(self.most_days + 1) if self.counts == "best" else [self.most_days]
        return [Deadline(due + timedelta(days=day), tag, lenient=True) for day in days]

    def marks(
        self, student: Student, report: Report | None, when: str, earned: int | None
    ) -> Marks:
        """Return what counts of a grade, and why."""
        own = folded(student.identifier)
        late = self._hours_late(student, when)
        deduction = min(self._deduction(own, late), earned or 0)
        total, changes = earned, []
        for override in self.overrides.get(own, ()):
            before = total
            total = _overridden(override, report, total)
            changes.append(_change(override, before, total))
        final = None if total is None else max(0, total - deduction)
        if any(override.test is None for override in self.overrides.get(own, ())):
            final, deduction = total, 0  # who sets a total has thought of everything
        return Marks(final, late, deduction, tuple(changes), self.notes.get(own, ()))

    def _hours_late(self, student: Student, when: str) -> float | None:
        due = self.due(student)
        if due is None or not when:
            return None
        handed_in = datetime.fromisoformat(when).astimezone()
        return max(0.0, round((handed_in - due).total_seconds() / 3600, 2))

    def _deduction(self, student: str, hours: float | None) -> int:
        """Return the points of each started day, beyond those that are free."""
        days = math.ceil((hours or 0) / 24)
        free = max(0, self.free_days - self.days_used.get(student, 0))
        return max(0, days - free) * self.points_per_day


def _overridden(override: Override, report: Report | None, total: int | None) -> int | None:
    if override.test is None:
        return override.points
    if report is None or total is None:
        return total
    tests = [graded for exercise in report.exercises for graded in exercise.tests]
    (graded,) = (each for each in tests if override.test in each.test.nodeid)
    return total - graded.earned + override.points


def _change(override: Override, before: int | None, after: int | None) -> Change:
    what = messages.quoted(override.test) if override.test else "total"
    told = f"{what} set to {override.points} points ({before} before, {after} now)"
    return Change(told, override.why, override.who)


def moment(text: object) -> datetime:
    """Return a moment: a date ends with its day, a time without zone is local.

    Raises
    ------
    ValueError
        It is none.
    """
    if isinstance(text, date) and not isinstance(text, datetime):
        text = text.isoformat()
    told = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    if isinstance(text, str) and len(text) <= len("2026-11-30"):
        told = datetime.combine(told, time(23, 59, 59))
    return told.astimezone()


def uploaded(student: Student, rules: Rules) -> str:
    """Return when a class list says that a student handed in, as ISO 8601; "" where it does not.

    Raises
    ------
    GradingError
        It says so in a way that is not understood, and a deadline depends on it.
    """
    for told in cells(student.columns, _UPLOADS):
        if found := upload_times.parse(told):
            return found.isoformat()
        if re.search(r"\d", told) and rules.due(student):
            raise GradingError(messages.unknown_time(student.identifier, told))
    return ""


def strangers(rules: Rules, students: Iterable[Student]) -> Iterator[str]:
    """Give the names in the rules that no student on the list has."""
    listed = {folded(student.identifier) for student in students}
    named = [rules.days_used, rules.extensions, rules.teams, rules.overrides, rules.notes]
    yield from sorted({who for each in named for who in each} - listed)
