"""Says which states of which submissions are graded, and which of the grades counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import (
    Entry,
    Found,
    Marks,
    Outturn,
    Result,
    Status,
    SubmissionFolder,
)
from tinytorch.course.classroom.counted.rules import Rules, uploaded
from tinytorch.course.classroom.handed_in.roster import folded
from tinytorch.grading.model import Report

Reports = Callable[[Outturn], Report | None]
Outturns = Mapping[SubmissionFolder, Outturn]


def states(entry: Entry, rules: Rules) -> Iterator[tuple[Found, SubmissionFolder]]:
    """Give what is to be graded for a student: each submission, at each moment that may count."""
    for found in entry.found:
        time = found.place.time or uploaded(entry.student, rules)
        for when in rules.moments(entry.student):
            yield found, replace(found.place, when=when, time=time)


def results(
    entries: Sequence[Entry], rules: Rules, outturns: Outturns, reports: Reports
) -> Iterator[tuple[Result, SubmissionFolder | None]]:
    """Give what counts for each student, and where that lies; a report is in memory at a time."""
    chosen = [_chosen(entry, rules, outturns, reports) for entry in entries]
    mates = _mates(entries, chosen) if rules.team_file else {}
    for entry, (outturn, place, returned) in zip(entries, chosen, strict=True):
        if outturn.status is Status.MISSING:
            theirs = mates.get(folded(entry.student.identifier))
            outturn, place, returned = theirs or (outturn, place, returned)
        report = reports(outturn)
        if outturn.key and report is None:  # somebody has emptied the folder meanwhile
            outturn = Outturn(Status.NOT_GRADED, problem=messages.GRADER_DIED)
        outturn = replace(outturn, flags=tuple(dict.fromkeys((*entry.flags, *outturn.flags))))
        earned = Result(entry.student, outturn, report).earned
        marks = rules.marks(entry.student, report, outturn.time, earned)
        yield Result(entry.student, outturn, report, marks, returned), place


_Choice = tuple[Outturn, SubmissionFolder | None, str]


def _chosen(entry: Entry, rules: Rules, outturns: Outturns, reports: Reports) -> _Choice:
    tried = [
        (
            replace(outturns[place], flags=(*found.flags, *outturns[place].flags)),
            place,
            found.folder,
        )
        for found, place in states(entry, rules)
    ]
    if not tried:
        if entry.problem is not None:
            return Outturn(Status.NOT_GRADED, problem=entry.problem), None, ""
        return Outturn(Status.MISSING, problem=entry.missing or messages.NOT_HANDED_IN), None, ""
    graded = [each for each in tried if each[0].status is Status.GRADED]
    if len(tried) == 1 or not graded:
        # What could not be graded is not missing.
        return min(tried, key=lambda each: each[0].status is not Status.NOT_GRADED)
    if rules.counts == "best":
        return max(graded, key=lambda each: _worth(entry, rules, each[0], reports))
    if all(outturn.time for outturn, *_ in graded):
        return max(graded, key=lambda each: datetime.fromisoformat(each[0].time).astimezone())
    names = [found.folder for found in entry.found]
    problem = (
        f"{len(names)} submissions fit this student ({messages.some(names)}); keep one of them, "
        'or let counts = "best" in the rules choose'
    )
    return Outturn(Status.NOT_GRADED, problem=problem), None, ""


def _worth(entry: Entry, rules: Rules, outturn: Outturn, reports: Reports) -> int:
    report = reports(outturn)
    earned = report.earned if report else 0
    marks: Marks = rules.marks(entry.student, report, outturn.time, earned)
    return marks.final or 0


def _mates(entries: Sequence[Entry], chosen: Sequence[_Choice]) -> dict[str, _Choice]:
    """Return what those share who are named by a file in another one's submission."""
    found: dict[str, _Choice] = {}
    for entry, (outturn, place, returned) in zip(entries, chosen, strict=True):
        flag = _team_of(entry.student.identifier)
        for name in outturn.team:
            theirs = replace(outturn, flags=(*outturn.flags, flag))
            found.setdefault(folded(name), (theirs, place, returned))
    return found


def _team_of(identifier: str) -> str:
    return f"in the team file of {messages.quoted(identifier)}"
