"""Reads the rules of a term from their file, and the moment that ``--at`` names."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tinytorch.course.classroom.class_data import Change, Deadline
from tinytorch.course.classroom.roster import folded
from tinytorch.course.classroom.rules import Override, Rules, moment
from tinytorch.grading.model import GradingError

COUNTS = ("last", "best", "tag")
MISSING = ("zero", "empty")


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


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _until(told: object) -> datetime | int:
    return _whole("an extension", told) if type(told) is int else _when("an extension", told)


def _when(name: str, value: object) -> datetime:
    try:
        return moment(value)
    except ValueError:
        raise ValueError(
            f"{name} is a date such as 2026-11-30 or 2026-11-30T23:59+01:00, not {value}"
        ) from None


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


def deadline(text: str) -> Deadline:
    """Return what ``--at`` names: a moment, or a tag.

    Raises
    ------
    GradingError
        It is neither a date nor the name of a tag.
    """
    if text[:1].isdecimal() and set(text) <= set("0123456789-.:/+TZ "):
        try:
            return Deadline(moment(text))
        except ValueError:
            raise GradingError(_bad_deadline(text)) from None
    if not text or text.startswith("-") or set(text) & set(" ~^:?[\\") or ".." in text:
        raise GradingError(_bad_deadline(text))
    return Deadline(tag=text)


def _unreadable_rules(path: object, reason: str) -> str:
    return f"The rules in {path} cannot be read: {reason}."


def _bad_deadline(text: str) -> str:
    return (
        f"{text} is neither the name of a tag nor a date: write v1.0, 2026-11-30 or "
        "2026-11-30T23:59+01:00 after --at."
    )
