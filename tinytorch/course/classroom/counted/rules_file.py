"""Reads the rules of a term from their file, and the moment that ``--at`` names."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Change, Deadline
from tinytorch.course.classroom.counted.rules import Override, Rules, moment
from tinytorch.course.classroom.handed_in.roster import folded
from tinytorch.course.classroom.messages import quoted
from tinytorch.grading.model import GradingError

T = TypeVar("T")

COUNTS = ("last", "best", "tag")
MISSING = ("zero", "empty")

#: A time that TOML 1.1 understands, and Python only with its seconds.
_NO_SECONDS = re.compile(r"^[^\n=#]+=\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?![:\d])", re.MULTILINE)

#: What may stand in the file, and in each table of it.
RULES = (
    "deadline", "counts", "tag", "missing", "late", "extensions", "teams", "team_file",
    "override", "note",
)  # fmt: skip
LATE = ("free_days", "points_per_day", "most_days", "used")
OVERRIDE = ("student", "test", "points", "why", "who")
NOTE = ("student", "text", "who")


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
        document = tomllib.loads(_NO_SECONDS.sub(r"\g<0>:00", content.decode("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GradingError(_unreadable_rules(path, reason)) from None
    try:
        label = f"{path.name} {hashlib.sha256(content).hexdigest()[:8]}"
        return _rules(label, document, tests)
    except ValueError as error:
        raise GradingError(_unreadable_rules(path, str(error))) from None


def _rules(label: str, told: dict[str, Any], tests: Mapping[str, int]) -> Rules:
    late = _table("late", told)
    _known("", told, RULES)
    _known("late.", late, LATE)
    free_days = _whole("late.free_days", late.get("free_days", 0))
    return Rules(
        label,
        deadline=_when("deadline", told["deadline"]) if "deadline" in told else None,
        counts=_one_of("counts", told.get("counts", "last"), COUNTS),
        tag=str(told.get("tag", "submit/*")),
        missing=_one_of("missing", told.get("missing", "empty"), MISSING),
        free_days=free_days,
        points_per_day=_whole("late.points_per_day", late.get("points_per_day", 0)),
        most_days=_whole("late.most_days", late.get("most_days", free_days)),
        days_used={
            folded(who): _whole(f"late.used.{who}", days)
            for who, days in _table("used", late, "late.").items()
        },
        extensions=_extensions(told),
        teams={
            folded(who): team
            for team, each in _table("teams", told).items()
            for who in _names(f"teams.{team}", each)
        },
        team_file=_truth("team_file", told),
        overrides=_by_student("override", told, OVERRIDE, lambda each: _override(each, tests)),
        notes=_by_student("note", told, NOTE, _note),
    )


def _extensions(told: dict[str, Any]) -> dict[str, datetime | int]:
    """Return until when, or for how many days, who has longer."""
    found: dict[str, datetime | int] = {}
    for who, until in _table("extensions", told).items():
        name = f"extensions.{who}"
        if type(until) is int and "deadline" not in told:
            raise ValueError(f"{quoted(name)} is in days, which needs a deadline")
        found[folded(who)] = _whole(name, until) if type(until) is int else _when(name, until)
    return found


def _table(name: str, told: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{quoted(place + name)} is a table: begin it with a line [{place}{name}]")
    return found


def _known(place: str, told: Iterable[str], known: Sequence[str]) -> None:
    for name in told:
        if name not in known:
            meant = messages.meant(name, known) or f"; known are {', '.join(known)}"
            raise ValueError(f"{quoted(place + name)} is no rule{meant}")


def _when(name: str, value: object) -> datetime:
    try:
        return moment(value)
    except ValueError:
        raise ValueError(
            f"{quoted(name)} is a date such as 2026-11-30 or 2026-11-30T23:59+01:00, "
            f"not {quoted(value)}"
        ) from None


def _one_of(name: str, value: object, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError(f"{quoted(name)} is {messages.any_of(known)}, not {quoted(value)}")
    return str(value)


def _whole(name: str, value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{quoted(name)} is a number from 0 on, not {quoted(value)}")
    return value


def _truth(name: str, told: Mapping[str, Any]) -> bool:
    value = told.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{quoted(name)} is true or false, without quotation marks")
    return value


def _names(name: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f'{quoted(name)} is a list of names, such as ["ada", "bob"]')
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{quoted(name)} is a text in quotation marks, and says something")
    return value


def _override(told: dict[str, Any], tests: Mapping[str, int]) -> Override:
    test, fitting = None, list(tests)
    if "test" in told:
        test = _text("override.test", told["test"])
        fitting = [each for each in tests if test in each]
    if test is not None and len(fitting) != 1:
        parts = [part for each in tests for part in (each, each.rpartition("::")[2])]
        how = f"is a part of {len(fitting)} ids" if fitting else "is no part of a graded test's id"
        raise ValueError(f"{quoted(test)} {how}{'' if fitting else messages.meant(test, parts)}")
    points = _whole("override.points", told["points"])
    most = sum(tests[each] for each in fitting)
    if points > most:
        whole = quoted(test) if test else "all tests"
        raise ValueError(f"{points} points are more than the {most} of {whole}")
    why, who = (_text(f"override.{name}", told[name]) for name in ("why", "who"))
    return Override(points, why, who, test)


def _note(told: dict[str, Any]) -> Change:
    text, who = (_text(f"note.{name}", told[name]) for name in ("text", "who"))
    return Change(text, "", who)


def _by_student(
    kind: str, told: Mapping[str, Any], known: Sequence[str], make: Callable[[dict[str, Any]], T]
) -> dict[str, tuple[T, ...]]:
    entries = told.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ValueError(f"{quoted(kind)} is a list: begin each one with a line [[{kind}]]")
    found: dict[str, tuple[T, ...]] = {}
    for each in entries:
        _known(f"{kind}.", each, known)
        for name in known:
            if name not in each and name != "test":
                raise ValueError(f"{quoted(f'{kind}.{name}')} is missing")
        who = folded(_text(f"{kind}.student", each["student"]))
        found[who] = (*found.get(who, ()), make(each))
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
    end = "" if reason.endswith("?") else "."
    return f"The rules in {quoted(path)} cannot be read: {reason}{end}"


def _bad_deadline(text: str) -> str:
    return (
        f"{quoted(text)} is neither the name of a tag nor a date: write v1.0, 2026-11-30 or "
        "2026-11-30T23:59+01:00 after --at."
    )
