"""The class at a glance: one page that needs nothing else, and names nobody."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinytorch import __version__
from tinytorch.course.classroom.causes import Cause
from tinytorch.course.classroom.class_data import Row, Status
from tinytorch.course.classroom.written import examples, item_analysis, pages
from tinytorch.course.classroom.written.examples import Example
from tinytorch.course.classroom.written.item_analysis import Item
from tinytorch.grading.model import EXERCISES, GradedTest, Outcome

TITLE = "TinyTorch Layers: the class"

SHORT = 5  #: causes that "In short" names
COMMON = 0.05  #: of the class; what fewer met is no subject for a class
FIRST = 15  #: causes that are shown without a click
SHOWN = 60  #: causes in all; a class of thousands finds more, each met once

#: In a flag, what may be a name, as also in git's own words; this page names nobody.
_NAME = re.compile(r""" "[^"]*" | (?<=git\ cannot\ read\ it\ ) \(.*\) """, re.VERBOSE)

#: What a bar shows, in its order.
_KINDS = {
    "passed": (Outcome.PASSED,),
    "failed": (Outcome.FAILED,),
    "other": (Outcome.BROKEN, Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.NOT_RUN),
    "none": (Outcome.NOT_STARTED,),
}
_WORDS = {
    "passed": "passed",
    "failed": "failed",
    "other": "broken or stopped",
    "none": "not started",
}


@dataclass(frozen=True, slots=True)
class Class:
    """What the page is made from."""

    rows: Sequence[Row]
    tests: Sequence[GradedTest]
    examples: Mapping[Cause, Sequence[Example]]  #: some of each cause, of nobody in particular
    seed: int
    sandbox: str
    notes: Sequence[str] = ()
    alike: int = 0  #: how many groups the page of similar submissions has
    title: str = TITLE
    section: str = ""

    @property
    def graded(self) -> list[Row]:
        """The rows of submissions that were graded."""
        return [row for row in self.rows if row.graded]


def render(data: Class) -> str:
    """Return the page."""
    items = item_analysis.items(data.rows, data.tests)
    causes = item_analysis.causes(map(examples.nameless, row.causes) for row in data.rows)
    common = [each for each in causes if each[1] >= max(2, COMMON * len(data.graded))]
    return pages.render(
        "class",
        title=data.title,
        data=data,
        possible=sum(test.points for test in data.tests),
        facts=_facts(data),
        short=(common or causes)[:SHORT],
        causes=causes[:SHOWN],
        first=FIRST,
        left_out=len(causes[SHOWN:]),
        examples=_examples(data),
        histogram=_histogram(data),
        exercises=[_exercise(data, number) for number in range(len(EXERCISES))],
        words=_WORDS,
        tests=[
            (exercise, [_test(item) for item in items if item.test.exercise == exercise.folder])
            for exercise in EXERCISES
        ],
        best=[_group(group) for group in item_analysis.best(items)],
        blunt=[_group(group) for group in item_analysis.blunt(items)],
        analysis=item_analysis,
        told=any(item.discrimination is not None for item in items),
        flags=_flags(data.rows),
        version=__version__,
    )


def _examples(data: Class) -> dict[Cause, list[Example]]:
    """Return some examples of each cause; what differs in a name alone is one."""
    found: dict[Cause, list[Example]] = {}
    for cause, each in data.examples.items():
        found.setdefault(examples.nameless(cause), []).extend(each)
    return {cause: each[: examples.SHOWN] for cause, each in found.items()}


def _flags(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Return how many submissions have each flag, whatever it names."""
    told = ({_NAME.sub("…", flag) for flag in row.flags} for row in rows)
    return Counter(flag for each in told for flag in sorted(each)).most_common()


def _facts(data: Class) -> list[tuple[object, str]]:
    totals = [row.earned or 0 for row in data.graded]
    possible = sum(test.points for test in data.tests)
    status = Counter(row.outturn.status for row in data.rows)
    facts: list[tuple[object, str]] = [
        (len(totals), "submissions graded"),
        (status[Status.MISSING], "missing"),
        (status[Status.NOT_GRADED], "could not be graded"),
    ]
    if totals:
        mean, middle = statistics.fmean(totals), statistics.median(totals)
        full = sum(total == possible for total in totals)
        facts += [(f"{mean:.1f}", "mean"), (f"{middle:g}", "median"), (full, "with full marks")]
    return facts


def _histogram(data: Class) -> tuple[list[int], list[str], str, str]:
    possible = sum(test.points for test in data.tests)
    counts = item_analysis.histogram([row.earned or 0 for row in data.graded], possible)
    edges = [possible * edge // 10 for edge in range(10)]
    labels = [f"{edge}" for edge in edges[:-1]] + [f"{edges[-1]}+"]
    title = f"How many submissions earned how many of {possible} points"
    return counts, labels, title, "points, each column from its number up to the next"


def _exercise(data: Class, number: int) -> tuple[str, str, list[tuple[str, int]], str]:
    exercise = EXERCISES[number]
    possible = sum(test.points for test in data.tests if test.exercise == exercise.folder)
    earned = [row.exercises[number] for row in data.graded]
    full, none = sum(points == possible for points in earned), earned.count(0)
    some = len(earned) - full - none
    mean = statistics.fmean(earned) if earned else 0.0
    title = f"{exercise.number} {exercise.class_name}"
    parts = [("passed", full), ("some", some), ("none", none)]
    words = f"{full} full marks, {some} some points, {none} none"
    return title, f"mean {mean:.1f} of {possible}", parts, words


def _test(item: Item) -> tuple[str, str, list[tuple[str, int]], str]:
    parts = [(kind, sum(item.counts[each] for each in kinds)) for kind, kinds in _KINDS.items()]
    share = f"{item.passed / item.total:.0%} passed" if item.total else "nobody"
    words = ", ".join([share, *(f"{count} {_WORDS[kind]}" for kind, count in parts[1:] if count)])
    return item.test.title, pages.counted(item.test.points, "point"), parts, words


def _group(group: Sequence[Item]) -> tuple[list[str], str, str, float, float]:
    first = group[0]
    value = first.discrimination
    shown = "none" if value is None else f"{value:.2f}".replace("-", "\u2212")
    titles = [item.test.title for item in group]
    return titles, first.test.exercise[3:], shown, first.strong, first.weak
