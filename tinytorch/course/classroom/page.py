"""The class at a glance: one page that needs nothing else, and names nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tinytorch import __version__
from tinytorch.course.classroom import charts, sections, statistics
from tinytorch.course.classroom.class_data import Row, Status
from tinytorch.course.classroom.document import document, literal, row
from tinytorch.course.classroom.examples import Example
from tinytorch.course.classroom.statistics import Item
from tinytorch.grading.model import EXERCISES, GradedTest, Outcome


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake as the class made it."""

    name: str
    exercises: Sequence[str]  #: the folders in which it was met
    examples: Sequence[Example] = ()  #: some, of nobody in particular


@dataclass(frozen=True, slots=True)
class Class:
    """What the page is made from."""

    rows: Sequence[Row]
    tests: Sequence[GradedTest]
    mistakes: Mapping[str, Mistake]  #: by id
    seed: int
    sandbox: str
    notes: Sequence[str] = ()
    pairs: int = 0  #: how many pairs the page of similar submissions has

    @property
    def graded(self) -> list[Row]:
        """The rows of submissions that were graded."""
        return [row for row in self.rows if row.graded]


def render(data: Class) -> str:
    """Return the page."""
    items = statistics.items(data.rows, data.tests)
    content = [
        _head(data),
        _in_short(data, items),
        _totals(data),
        _exercises(data),
        _mistakes(data),
        sections.tests(items),
        sections.discrimination(items),
        _flags(data),
        _foot(data),
    ]
    return document("TinyTorch Layers: the class", "\n".join(content))


def _head(data: Class) -> str:
    totals = [row.earned or 0 for row in data.graded]
    possible = sum(test.points for test in data.tests)
    status = Counter(row.outturn.status for row in data.rows)
    facts: list[tuple[object, str]] = [
        (len(totals), "submissions graded"),
        (status[Status.MISSING], "missing"),
        (status[Status.NOT_GRADED], "could not be graded"),
    ]
    if totals:
        mean, middle = sum(totals) / len(totals), statistics.median(totals)
        full = sum(total == possible for total in totals)
        facts += [(f"{mean:.1f}", "mean"), (f"{middle:g}", "median"), (full, "with full marks")]
    shown = "".join(f"<li><b>{value}</b> {word}</li>" for value, word in facts)
    return (
        "<h1>TinyTorch Layers: the class</h1>\n"
        f'<p class="soft">{possible} points in {len(data.tests)} tests; this page names nobody.</p>'
        f'\n<ul class="facts">{shown}</ul>'
    )


def _in_short(data: Class, items: Sequence[Item]) -> str:
    """Say what to talk about: the commonest mistakes, and where most who had begun got stuck."""
    total = len(data.graded)
    said = [
        f'<a href="#{literal(mistake)}">{count} of {total} submissions</a>: '
        f"{literal(_called(data.mistakes[mistake]))}."
        for mistake, count in statistics.mistakes(data.rows)[:3]
    ]
    stuck = max(items, key=lambda item: item.counts[Outcome.FAILED], default=None)
    if stuck is not None and stuck.counts[Outcome.FAILED]:
        count = stuck.counts[Outcome.FAILED]
        title = literal(stuck.test.title.rstrip("."))
        said.append(f"The test that most failed: {title} ({count} of {total}).")
    if not said:
        return ""
    return f"<h2>In short</h2>\n<ul>{''.join(f'<li>{each}</li>' for each in said)}</ul>"


def _totals(data: Class) -> str:
    possible = sum(test.points for test in data.tests)
    counts = statistics.histogram([row.earned or 0 for row in data.graded], possible)
    edges = [possible * edge // 10 for edge in range(10)]
    labels = [f"{edge}" for edge in edges[:-1]] + [f"{edges[-1]}+"]
    title = f"How many submissions earned how many of {possible} points"
    axis = "points, each column from its number up to the next"
    return f"<h2>Points</h2>\n<figure>{charts.columns(counts, labels, title, axis)}</figure>"


def _exercises(data: Class) -> str:
    rows = []
    graded = data.graded
    for number, exercise in enumerate(EXERCISES):
        possible = sum(test.points for test in data.tests if test.exercise == exercise.folder)
        earned = [row.exercises[number] for row in graded]
        full, none = sum(points == possible for points in earned), earned.count(0)
        parts = [("passed", full), ("failed", len(earned) - full - none), ("none", none)]
        mean = sum(earned) / len(earned) if earned else 0.0
        numbers = f"{full} full marks, {len(earned) - full - none} some points, {none} none"
        title = f"{exercise.number} {exercise.class_name}"
        points = f"mean {mean:.1f} of {possible}"
        rows.append(row(title, points, charts.bar(parts, len(earned)), numbers))
    return f'<h2>Exercises</h2>\n<ul class="rows">{"".join(rows)}</ul>'


def _mistakes(data: Class) -> str:
    total = len(data.graded)
    rows = []
    for mistake, count in statistics.mistakes(data.rows):
        met = data.mistakes[mistake]
        examples = "".join(map(_example, met.examples))
        rows.append(
            f'<li id="{literal(mistake)}"><details><summary><span class="title">'
            f"<b>{count} of {total}</b>: {literal(_called(met))}</span>"
            f"{charts.bar([('failed', count)], total)}</summary>{examples}</details></li>\n"
        )
    shown = f'<ul class="rows">{"".join(rows)}</ul>' if rows else "<p>None was met.</p>"
    return (
        "<h2>Mistakes by name</h2>\n<p>In how many submissions each mistake was recognised. Each "
        "opens to some examples: the method, without comments and docstrings, and what its author "
        f"was told.</p>\n{shown}"
    )


def _called(mistake: Mistake) -> str:
    exercises = ", ".join(folder[3:].capitalize() for folder in mistake.exercises)
    return f"{mistake.name} ({exercises})"


def _example(example: Example) -> str:
    code = f'<pre class="code">{literal(example.code)}</pre>' if example.code else ""
    return f"{code}<pre>{literal(example.message)}</pre>"


def _flags(data: Class) -> str:
    flags = Counter(flag for row in data.rows for flag in row.flags)
    if not flags:
        return ""
    rows = "".join(
        f'<tr><td>{literal(flag)}</td><td class="number">{count}</td></tr>'
        for flag, count in flags.most_common()
    )
    return (
        "<h2>To look at again</h2>\n<p>How many submissions have each flag; grades.csv says whose."
        f'</p>\n<table><tr><th>Flag</th><th class="number">Submissions</th></tr>{rows}</table>'
    )


def _foot(data: Class) -> str:
    lines = [*_similar(data), *map(literal, data.notes)]
    lines.append(
        f"Seed {data.seed}, the same for all; {literal(data.sandbox)}; grader {__version__}."
    )
    return "<h2>About this run</h2>\n" + "\n".join(f'<p class="soft">{line}</p>' for line in lines)


def _similar(data: Class) -> Iterator[str]:
    if data.pairs:
        yield (
            f'{data.pairs} pairs of submissions share rare passages: <a href="similarity.html">'
            "side by side</a>, with names. Short exercises look alike; this is advice."
        )
