"""The rules of a term, as data: a TOML file that stays with the class.

They decide which state of a submission counts, what being late costs, and what somebody decided by
hand. The grader knows nothing of them: what it found stands beside what they make of it.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tinytorch.course.classroom import messages, upload_times
from tinytorch.course.classroom.class_data import Change, Deadline, Marks, Student
from tinytorch.course.classroom.roster import cells, folded
from tinytorch.grading.model import GradingError, Report

COUNTS = ("last", "best", "tag")
MISSING = ("zero", "empty")

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
            own = moment(told)
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
    what = override.test or "total"
    told = f"{what} set to {override.points} points ({before} before, {after} now)"
    return Change(told, override.why, override.who)


def moment(text: object) -> datetime:
    """Return a moment: a date ends with its day, a time without zone is local.

    Raises
    ------
    GradingError
        It is none.
    """
    if isinstance(text, date) and not isinstance(text, datetime):
        text = text.isoformat()
    try:
        told = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    except ValueError:
        raise GradingError(_bad_deadline(str(text))) from None
    if isinstance(text, str) and len(text) <= len("2026-11-30"):
        told = datetime.combine(told, time(23, 59, 59))
    return told.astimezone()


def deadline(text: str) -> Deadline:
    """Return what ``--at`` names: a moment, or a tag.

    Raises
    ------
    GradingError
        It is neither a date nor the name of a tag.
    """
    if text[:1].isdecimal() and set(text) <= set("0123456789-.:/+TZ "):
        return Deadline(moment(text))
    if not text or text.startswith("-") or set(text) & set(" ~^:?[\\") or ".." in text:
        raise GradingError(_bad_deadline(text))
    return Deadline(tag=text)


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


def read(path: Path, tests: Mapping[str, int]) -> Rules:
    """Return the rules in a file.

    Parameters
    ----------
    path : Path
    tests : mapping of str to int
        The ids of the graded tests, which overrides name a part of, and their points.

    Raises
    ------
    GradingError
        The file cannot be read, or says something that no rule knows.
    """
    try:
        content = path.read_bytes()
        document = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GradingError(_unreadable_rules(path, reason)) from None
    try:
        label = f"{path.name} {hashlib.sha256(content).hexdigest()[:8]}"
        return _rules(label, document, tests)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise GradingError(_unreadable_rules(path, _reason(error))) from None


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _rules(label: str, told: dict[str, Any], tests: Mapping[str, int]) -> Rules:
    late = dict(told.pop("late", {}))
    free_days = _whole("late.free_days", late.pop("free_days", 0))
    teams = {
        folded(who): team
        for team, each in told.pop("teams", {}).items()
        for who in _names(f"teams.{team}", each)
    }
    rules = Rules(
        label,
        deadline=_when("deadline", told.pop("deadline")) if "deadline" in told else None,
        counts=_one_of("counts", told.pop("counts", "last"), COUNTS),
        tag=str(told.pop("tag", "submit/*")),
        missing=_one_of("missing", told.pop("missing", "empty"), MISSING),
        free_days=free_days,
        points_per_day=_whole("late.points_per_day", late.pop("points_per_day", 0)),
        most_days=_whole("late.most_days", late.pop("most_days", free_days)),
        days_used={
            folded(who): _whole(f"late.used.{who}", days)
            for who, days in late.pop("used", {}).items()
        },
        extensions={folded(who): _until(each) for who, each in told.pop("extensions", {}).items()},
        teams=teams,
        team_file=_truth("team_file", told.pop("team_file", False)),
        overrides=_by_student(told.pop("override", ()), lambda each: _override(each, tests)),
        notes=_by_student(told.pop("note", ()), _note),
    )
    for name in (*told, *(f"late.{each}" for each in late)):
        raise ValueError(f"{name} is no rule")
    days = [who for who, until in rules.extensions.items() if isinstance(until, int)]
    if days and rules.deadline is None:
        raise ValueError(f"the extension of {days[0]} is in days, which needs a deadline")
    return rules


def _until(told: object) -> datetime | int:
    return _whole("an extension", told) if type(told) is int else _when("an extension", told)


def _one_of(name: str, value: object, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError(f"{name} is {' or '.join(known)}, not {value}")
    return str(value)


def _whole(name: str, value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{name} is a number from 0 on, not {value}")
    return value


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} is true or false, without quotes, not {value!r}")
    return value


def _names(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name} is a list of names in quotes, such as ['ada', 'bob']")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is a text, which says it to whoever asks later")
    return value


def _override(told: dict[str, Any], tests: Mapping[str, int]) -> Override:
    test, fitting = told.pop("test", None), list(tests)
    if test is not None:
        fitting = [each for each in tests if test in each]
        if len(fitting) != 1:
            raise ValueError(f"the test {test} is {len(fitting) or 'no'} of the graded tests")
    points, most = _whole("points", told.pop("points")), sum(tests[each] for each in fitting)
    if points > most:
        raise ValueError(f"{points} points are more than the {most} of {test or 'all tests'}")
    return Override(points, _text("why", told.pop("why")), _text("who", told.pop("who")), test)


def _note(told: dict[str, Any]) -> Change:
    return Change(_text("text", told.pop("text")), "", _text("who", told.pop("who")))


def _by_student(entries: Iterable[dict[str, Any]], make: Any) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for each in entries:
        told = dict(each)
        who = folded(told.pop("student"))
        found[who] = (*found.get(who, ()), make(told))
        for name in told:
            raise ValueError(f"{name} of {who} is no rule")
    return found


def strangers(rules: Rules, students: Iterable[Student]) -> Iterator[str]:
    """Give the names in the rules that no student on the list has."""
    listed = {folded(student.identifier) for student in students}
    named = [rules.days_used, rules.extensions, rules.teams, rules.overrides, rules.notes]
    yield from sorted({who for each in named for who in each} - listed)


def _bad_deadline(text: str) -> str:
    return (
        f"{text} is neither the name of a tag nor a date: write v1.0, 2026-11-30 or "
        "2026-11-30T23:59+01:00 after --at."
    )


def _when(name: str, value: object) -> datetime:
    try:
        return moment(value)
    except GradingError:
        raise ValueError(
            f"{name} is a date such as 2026-11-30 or 2026-11-30T23:59+01:00, not {value}"
        ) from None


def _unreadable_rules(path: object, reason: str) -> str:
    return f"The rules in {path} cannot be read: {reason}."
