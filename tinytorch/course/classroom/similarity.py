"""Pairs of submissions that share more than short exercises make likely: advice, never a verdict.

Passages that stub or reference have are gone before this begins (`fingerprints.passages`); those
that many submissions share say nothing either, and are left out here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from tinytorch.course.classroom.class_data import Row

COMMON = 0.05  #: a fingerprint that more of the class have is how one writes that exercise
#: Fingerprints; a change in one place of the reference makes about half as many, and two students
#: who make the same mistake there are alike in nothing else.
FEWEST_SHARED = 8
SHOWN = 25  #: pairs


_Fingerprint = tuple[str, int]
Lines = dict[str, frozenset[int]]  #: of the files of a submission, by exercise


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions, and where they are alike."""

    one: int  #: their numbers among the rows
    other: int
    share: float  #: of the rare fingerprints of the one that has fewer
    lines: tuple[Lines, Lines]  #: what is shared, in the one and in the other


def pairs(rows: Sequence[Row]) -> list[Pair]:
    """Return the pairs with the most in common, the likest first."""
    rare = _rare(rows)
    shared: Counter[tuple[int, int]] = Counter()
    for owners in rare.values():
        shared.update(combinations(sorted(owners), 2))
    own = Counter(number for owners in rare.values() for number in owners)
    found = []
    for (one, other), count in shared.items():
        if count >= FEWEST_SHARED:
            share = count / min(own[one], own[other])
            found.append((-share * count, one, other, share))
    return [
        Pair(one, other, share, _lines(rows[one], rows[other], rare))
        for _, one, other, share in sorted(found)[:SHOWN]
    ]


def _rare(rows: Sequence[Row]) -> dict[_Fingerprint, set[int]]:
    """Return who has each fingerprint that several, but not many, have."""
    owners: dict[_Fingerprint, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for passage in row.outturn.passages:
            owners[passage.exercise, passage.fingerprint].add(number)
    most = max(3, COMMON * len(rows))
    return {passage: numbers for passage, numbers in owners.items() if 2 <= len(numbers) <= most}


def _lines(one: Row, other: Row, rare: dict[_Fingerprint, set[int]]) -> tuple[Lines, Lines]:
    """Return the lines that two submissions share, in each of them."""
    passages = one.outturn.passages, other.outturn.passages
    mine, theirs = (
        {(passage.exercise, passage.fingerprint) for passage in own} for own in passages
    )
    both = mine & theirs & rare.keys()
    return _marked(one, both), _marked(other, both)


def _marked(row: Row, both: Set[_Fingerprint]) -> Lines:
    found: dict[str, set[int]] = defaultdict(set)
    for passage in row.outturn.passages:
        if (passage.exercise, passage.fingerprint) in both:
            found[passage.exercise].update(range(passage.first, passage.last + 1))
    return {exercise: frozenset(lines) for exercise, lines in found.items()}
