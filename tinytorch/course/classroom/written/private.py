"""The page beside the one for class, with names: who may need somebody to talk to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from tinytorch.course.classroom.class_data import Row, Status
from tinytorch.course.classroom.written import pages
from tinytorch.course.classroom.written.grade_tables import FEEDBACK
from tinytorch.grading.delivery import replace
from tinytorch.grading.model import Outcome

LONG = 6  #: days at the same test after which somebody is stuck
NEARLY = 2  #: points short of all

STANDING = "standing.json"

#: Why somebody may need a word, the most pressing first.
REASONS = (
    "Could not be graded", "Nothing handed in", "Not begun", "A file is broken or missing",
    "Long at the same test", "Nearly there", "Something to look at",
)  # fmt: skip

Since = Mapping[str, tuple[str, str]]  #: the next test of each student, and since when it is


def standing(folder: Path, rows: Sequence[Row], before: Path | None) -> Since:
    """Return since when each student has been at the same test; keep it for the next run."""
    known: dict[str, list[str]] = {}
    for place in (before, folder):
        if place is not None:
            try:
                told = json.loads((place / STANDING).read_text(encoding="utf-8"))
                known |= {who: each for who, each in told.items() if who not in known}
            except (OSError, ValueError, AttributeError):
                continue
    today = date.today().isoformat()
    now = {}
    for row in rows:
        test, since = known.get(row.student.identifier, ["", today])[:2]
        if row.next:
            now[row.student.identifier] = (row.next, since if test == row.next else today)
    replace(json.dumps(now, indent=0) + "\n", folder / STANDING)
    return now


def render(
    rows: Sequence[Row], possible: int, since: Since, *, title: str = "", up: str = ""
) -> str:
    """Return the page.

    Parameters
    ----------
    rows : sequence of Row
    possible : int
        The points of the whole.
    since : mapping
        Of `standing`.
    title : str
        The section; "" for the whole class.
    up : str
        What leads from the page's folder to the one that holds the feedback.
    """
    names = sorted({row.student.section for row in rows})
    flags = Counter(flag for row in rows for flag in row.outturn.flags)
    common = [flag for flag, count in flags.items() if count >= max(3, len(rows) / 2)]
    sections = {
        name: [
            each
            for row in rows
            if row.student.section == name
            for each in _told(row, possible, since, common)
        ]
        for name in names
    }
    return pages.render(
        "private",
        title=f"Who may need a word{f': {title}' if title else ''}",
        sections=[(name, _grouped(entries)) for name, entries in sections.items()],
        common=[(flag, flags[flag]) for flag in common],
        count=len(rows),
        feedback=f"{up}{FEEDBACK}/",
        changed=[row for row in rows if row.marks.changes or row.marks.notes],
    )


def _told(
    row: Row, possible: int, since: Since, common: Collection[str]
) -> Iterator[tuple[str, Row, str]]:
    """Give the reasons to talk to a student, each with what to know of it."""
    today = date.today()
    problem = row.outturn.problem or ""
    absent = [flag for flag in row.outturn.flags if flag.startswith("no ")]
    if row.outturn.status is Status.NOT_GRADED:
        yield "Could not be graded", row, problem
    elif row.outturn.status is Status.MISSING:
        yield "Nothing handed in", row, problem
    elif set(row.outcomes) == {Outcome.NOT_STARTED}:
        yield "Not begun", row, problem
    else:
        if row.broken or absent:
            yield "A file is broken or missing", row, problem or "; ".join(row.broken)
        test, begun = since.get(row.student.identifier, ("", today.isoformat()))
        days = (today - date.fromisoformat(begun)).days
        if test and days >= LONG:
            yield "Long at the same test", row, f"{test} For {days} days."
        if 0 < possible - (row.earned or 0) <= NEARLY:
            yield "Nearly there", row, row.next
    look = [flag for flag in row.outturn.flags if flag not in absent and flag not in common]
    if look:
        yield "Something to look at", row, "; ".join(look)


def _grouped(
    entries: Sequence[tuple[str, Row, str]],
) -> list[tuple[str, list[tuple[Row, str]]]]:
    found: dict[str, list[tuple[Row, str]]] = {reason: [] for reason in REASONS}
    for reason, row, told in entries:
        found[reason].append((row, told))
    return [(reason, each) for reason, each in found.items() if each]
