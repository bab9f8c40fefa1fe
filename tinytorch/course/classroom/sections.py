"""The sections of the class page about its tests: how they ended, and which of them separate."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tinytorch.course.classroom import charts, statistics
from tinytorch.course.classroom.document import literal, row
from tinytorch.course.classroom.statistics import Item
from tinytorch.grading.model import EXERCISES, Outcome

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

_DEFINITION = f"""\
Discrimination is the corrected item-total correlation: Pearson's (point-biserial) correlation
between passing a test and the points earned in all other tests, over the submissions in which
something was begun. It lies between -1 and 1; above {statistics.SEPARATES:.1f} a test is taken to
separate strong from weak submissions. Beside it stands how many of the strongest and of the weakest
{statistics.GROUP:.0%} by total passed. With fewer than {statistics.FEWEST} such submissions it is
not computed. A test that everybody passes separates nobody, and may be right to be there: it may be
the first step of an exercise."""


def tests(items: Sequence[Item]) -> str:
    """Return a row a test, by exercise."""
    legend = " ".join(
        f"<span>{charts.bar([(kind, 1)], 1)}{word}</span>" for kind, word in _WORDS.items()
    )
    blocks = [f'<h2>Tests</h2>\n<p class="legend">{legend}</p>']
    for exercise in EXERCISES:
        rows = "".join(_item(item) for item in items if item.test.exercise == exercise.folder)
        blocks.append(f'<h3>{literal(exercise.folder)}</h3>\n<ul class="rows">{rows}</ul>')
    return "\n".join(blocks)


def _item(item: Item) -> str:
    parts = [(kind, sum(item.counts[each] for each in kinds)) for kind, kinds in _KINDS.items()]
    share = f"{item.passed / item.total:.0%} passed" if item.total else "nobody"
    numbers = ", ".join([share, *(f"{count} {_WORDS[kind]}" for kind, count in parts[1:] if count)])
    points = f"{item.test.points} {'point' if item.test.points == 1 else 'points'}"
    return row(item.test.title, points, charts.bar(parts, item.total), numbers)


def discrimination(items: Sequence[Item]) -> str:
    """Return the tests that separate best, and those that do not."""
    best, blunt = statistics.best(items), statistics.blunt(items)
    head = "<h2>Tests that separate strong from weak submissions</h2>\n"
    if best:
        head += _table(best)
    else:
        head += "<p>None can be told from these submissions.</p>\n"
    several = f"<summary>Those that do not ({len(blunt)})</summary>{_table(blunt)}"
    return f'{head}<details>{several}</details>\n<p class="soft">{escape(_DEFINITION)}</p>'


def _table(items: Sequence[Item]) -> str:
    rows = "".join(
        f"<tr><td>{literal(item.test.title)} "
        f'<span class="soft">({literal(item.test.exercise[3:])})</span></td>'
        f'<td class="number">{_number(item.discrimination)}</td>'
        f'<td class="number">{item.strong:.0%}</td><td class="number">{item.weak:.0%}</td></tr>\n'
        for item in items
    )
    return (
        '<table class="items"><tr><th>Test</th><th class="number">Discrimination</th>'
        f'<th class="number">Strongest</th><th class="number">Weakest</th></tr>\n{rows}</table>\n'
    )


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}".replace("-", "\u2212")
