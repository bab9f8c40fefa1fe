"""The page of similar pairs: what two submissions share, side by side, with names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from tinytorch.course.classroom import pages
from tinytorch.course.classroom.class_data import Row
from tinytorch.course.classroom.similarity import COMMON, Lines, Pair

Sources = Mapping[str, str]  #: the text of each file, by exercise


def render(pairs: Sequence[Pair], rows: Sequence[Row], sources: Callable[[Row], Sources]) -> str:
    """Return the page.

    Parameters
    ----------
    pairs : sequence of Pair
    rows : sequence of Row
        What the pairs' numbers mean.
    sources : callable
        Gives the files of a submission.
    """
    shown = [
        {
            "one": _called(rows[pair.one]),
            "other": _called(rows[pair.other]),
            "share": pair.share,
            "exercises": list(_exercises(pair, sources(rows[pair.one]), sources(rows[pair.other]))),
        }
        for pair in pairs
    ]
    return pages.render("similarity", title="Similar submissions", pairs=shown, common=COMMON)


def _exercises(pair: Pair, one: Sources, other: Sources) -> Iterator[tuple[str, str, str]]:
    mine, theirs = pair.lines
    for exercise in sorted(mine):
        yield exercise, _passages(one, mine, exercise), _passages(other, theirs, exercise)


def _called(row: Row) -> str:
    student = row.student
    return f"{student.identifier} ({student.name})" if student.name else student.identifier


def _passages(sources: Sources, lines: Lines, exercise: str) -> str:
    """Return the shared lines of a file with their numbers."""
    source = sources.get(exercise, "").split("\n")
    shown, before = [], 0
    for number in sorted(lines.get(exercise, ())):
        if number <= len(source):
            shown += ["..."] if before and number > before + 1 else []
            shown.append(f"{number:4}  {source[number - 1][:200]}")
            before = number
    return "\n".join(shown)
