"""Who gained or lost what, compared with an earlier run: looked at before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinytorch.course.classroom import csv_files
from tinytorch.course.classroom.written import pages
from tinytorch.course.classroom.written.feedback import read_scores
from tinytorch.grading.delivery import replace

SHOWN = 500  #: lines of the page; the table has them all

_NOTHING = ("nothing", 0, "")


@dataclass(frozen=True, slots=True)
class Difference:
    """A test that ended otherwise for a student, or is worth something else."""

    identifier: str
    test: str  #: its id
    title: str
    before: str
    after: str
    points: int  #: gained; negative: lost


def write(folder: Path, old: Path) -> None:
    """Write ``compare.csv`` and ``compare.html`` for the scores in a folder and in an older one."""
    before = {each["identifier"]: _standing(each) for each in read_scores(old / "scores.json")}
    found: list[Difference] = []
    totals: list[tuple[str, object, object]] = []
    for each in read_scores(folder / "scores.json"):
        identifier, now = each["identifier"], _standing(each)
        then = before.pop(identifier, None)
        if then is None:
            totals.append((identifier, "not there", now.total))
            continue
        found += _differences(identifier, then, now)
        if then.total != now.total:
            totals.append((identifier, then.total, now.total))
    totals += [(identifier, then.total, "not there") for identifier, then in before.items()]
    head = ["identifier", "test", "before", "after", "points gained"]
    rows = [[d.identifier, d.test, d.before, d.after, d.points] for d in found]
    rows += [
        [who, "total", _shown(then), _shown(now), _gain(then, now)] for who, then, now in totals
    ]
    csv_files.write(folder / "compare.csv", head, rows)
    text = pages.render(
        "compare",
        title="What has changed since an earlier run",
        old=str(old),
        totals=totals,
        shown=SHOWN,
        tests=_by_test(found),
        differences=found,
    )
    replace(text, folder / "compare.html")


@dataclass(frozen=True, slots=True)
class _Standing:
    total: int | None
    tests: dict[str, tuple[str, int, str]]  #: outcome, points, title


def _standing(told: dict[str, Any]) -> _Standing:
    exercises = (told["report"] or {"exercises": []})["exercises"]
    tests = {
        test["id"]: (test["outcome"], test["earned"], test["title"])
        for exercise in exercises
        for test in exercise["tests"]
    }
    return _Standing(told.get("final", told["earned"]), tests)


def _differences(identifier: str, then: _Standing, now: _Standing) -> Iterator[Difference]:
    for test in {**then.tests, **now.tests}:
        before, after = then.tests.get(test, _NOTHING), now.tests.get(test, _NOTHING)
        if before[:2] != after[:2]:
            old, new = f"{before[0]}, {before[1]}", f"{after[0]}, {after[1]}"
            title = after[2] or before[2]
            yield Difference(identifier, test, title, old, new, after[1] - before[1])


def _by_test(found: list[Difference]) -> list[tuple[str, str, int, int, int]]:
    """Return each test and its title, how many gained, how many lost, and all the points.

    What moves most points comes first.
    """
    titles = {each.test: each.title for each in found}
    gained = Counter(each.test for each in found if each.points > 0)
    lost = Counter(each.test for each in found if each.points < 0)
    points: Counter[str] = Counter()
    for each in found:
        points[each.test] += each.points
    order = sorted(points, key=lambda test: (-abs(points[test]), test))
    return [(test, titles[test], gained[test], lost[test], points[test]) for test in order]


def _shown(total: object) -> object:
    return "not graded" if total is None else total


def _gain(then: object, now: object) -> object:
    return now - then if isinstance(then, int) and isinstance(now, int) else ""
