"""The page of similar submissions: what two of them share, side by side, with names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from tinytorch.checkout import ROOT
from tinytorch.course.classroom.class_data import Row
from tinytorch.course.classroom.written import pages
from tinytorch.course.classroom.written.similarity import COMMON, Earlier, Lines, Pair, Similar
from tinytorch.grading.model import BY_FOLDER

AROUND = 2  #: lines shown around those that are shared
LIMIT = 400  #: characters of a line

Sources = Mapping[str, str]  #: the text of each file, by exercise
Line = tuple[int, str, bool]  #: number, text, whether it is shared; number 0: some are left out


def render(
    similar: Similar, rows: Sequence[Row | Earlier], sources: Callable[[int], Sources]
) -> str:
    """Return the page.

    Parameters
    ----------
    similar : Similar
    rows : sequence of Row or Earlier
        What its numbers mean.
    sources : callable
        Gives the files of a submission by number.
    """
    names = [_called(row) for row in rows]

    def shown(pair: Pair) -> dict[str, object]:
        exercises = list(_exercises(pair, sources(pair.one), sources(pair.other)))
        one, other = names[pair.one], names[pair.other]
        return {"one": one, "other": other, "share": pair.share, "exercises": exercises}

    return pages.render(
        "similarity",
        title="Similar submissions",
        clusters=[
            ([names[number] for number in cluster.members], shown(cluster.pair))
            for cluster in similar.clusters
        ],
        pairs=[shown(pair) for pair in similar.pairs],
        common=COMMON,
        more=similar.more,
    )


def _exercises(
    pair: Pair, one: Sources, other: Sources
) -> Iterator[tuple[str, list[Line], list[Line]]]:
    mine, theirs = pair.lines
    for exercise in sorted(mine):
        yield exercise, _passages(one, mine, exercise), _passages(other, theirs, exercise)


def _called(row: Row | Earlier) -> str:
    student = row.student
    return f"{student.identifier} ({student.name})" if student.name else student.identifier


def _passages(sources: Sources, lines: Lines, exercise: str) -> list[Line]:
    """Return the lines that are shared, marked, with some around them."""
    source = sources.get(exercise, "").split("\n")
    given = _given(exercise)
    shared = {
        n
        for n in lines.get(exercise, ())
        if n <= len(source) and source[n - 1].strip() not in given
    }
    wanted = {n for each in shared for n in range(each - AROUND, each + AROUND + 1)}
    shown: list[Line] = []
    for number in sorted(wanted & set(range(1, len(source) + 1))):
        if shown and number > shown[-1][0] + 1:
            shown.append((0, "...", False))
        shown.append((number, source[number - 1][:LIMIT], number in shared))
    return shown


@cache
def _given(exercise: str) -> frozenset[str]:
    """Return the lines that everybody has, from the stub and, where it is, the reference."""
    file = BY_FOLDER[exercise].file
    places = [ROOT / source / exercise / file for source in ("exercises", "solutions")]
    texts = [place.read_text(encoding="utf-8") for place in places if place.is_file()]
    return frozenset(line.strip() for text in texts for line in text.splitlines())
