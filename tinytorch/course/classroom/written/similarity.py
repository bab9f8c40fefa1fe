"""Submissions that share more than short exercises make likely: advice, never a verdict.

Passages that stub or reference have are gone before this begins (`fingerprints.passages`); those
that many submissions share say nothing either, and are left out here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tinytorch.course.classroom.class_data import Outturn, Row, Status, Student, SubmissionFolder
from tinytorch.course.classroom.handed_in.downloads import find

if TYPE_CHECKING:
    from tinytorch.course.classroom.graded.submission_grader import SubmissionGrader

COMMON = 0.05  #: a fingerprint that more of the class have is how one writes that exercise
FEW = 6  #: students who may have one thing in common in a class of any size
#: Fingerprints; a change in one place of the reference makes about half as many, and two students
#: who make the same mistake there are alike in nothing else.
FEWEST_SHARED = 8
NEAR = 0.6  #: of the rare fingerprints; pairs that share more are of one cluster
SHOWN = 25  #: clusters and pairs

_Fingerprint = tuple[str, int]
Lines = dict[str, frozenset[int]]  #: of the files of a submission, by exercise


@dataclass(frozen=True, slots=True)
class Pair:
    """Two submissions, and where they are alike."""

    one: int  #: their numbers among the rows
    other: int
    share: float  #: of the rare fingerprints of the one that has fewer
    lines: tuple[Lines, Lines]  #: what is shared, in the one and in the other


@dataclass(frozen=True, slots=True)
class Cluster:
    """Three or more submissions that are alike, with the pair that shows it best."""

    members: tuple[int, ...]
    pair: Pair


@dataclass(frozen=True, slots=True)
class Similar:
    """What there is to look at, the likest first."""

    clusters: tuple[Cluster, ...] = ()
    pairs: tuple[Pair, ...] = ()
    more: bool = False  #: whether others, which are less alike, are left out


@dataclass(frozen=True, slots=True)
class Earlier:
    """A submission of an earlier year."""

    student: Student
    outturn: Outturn
    place: SubmissionFolder


def earlier(folders: Iterable[Path], grader: SubmissionGrader) -> list[Earlier]:
    """Return the submissions in some folders, with their fingerprints; they are not graded."""
    found = []
    for folder in folders:
        for entry in find(folder, ()):
            place = entry.found[0].place
            outturn = Outturn(Status.GRADED, passages=grader.passages(place))
            student = Student(f"{entry.student.identifier} in {folder.name}", on_roster=False)
            found.append(Earlier(student, outturn, place))
    return found


def similar(rows: Sequence[Row], before: Sequence[Earlier] = ()) -> Similar:
    """Return the clusters and pairs with the most in common; two of earlier years are no pair."""
    everybody: list[Row | Earlier] = [*rows, *before]
    rare = _rare(everybody, len(rows))
    shared: Counter[tuple[int, int]] = Counter()
    for owners in rare.values():
        shared.update(pair for pair in combinations(sorted(owners), 2) if pair[0] < len(rows))
    own = Counter(number for owners in rare.values() for number in owners)
    found = sorted(
        (-count * count / min(own[one], own[other]), one, other, count / min(own[one], own[other]))
        for (one, other), count in shared.items()
        if count >= FEWEST_SHARED
    )
    groups = _groups([(one, other) for _, one, other, share in found if share >= NEAR])
    clusters: dict[tuple[int, ...], Cluster] = {}
    pairs: list[Pair] = []
    more = False
    for _, one, other, share in found:
        if len(clusters) + len(pairs) >= SHOWN:
            more = True
            break
        members = groups.get(one, ())
        if len(members) > 2 and other in members:
            if members not in clusters:
                pair = _pair(everybody, one, other, share, rare.keys())
                clusters[members] = Cluster(members, pair)
        else:
            pairs.append(_pair(everybody, one, other, share, rare.keys()))
    return Similar(tuple(clusters.values()), tuple(pairs), more)


def _pair(
    everybody: Sequence[Row | Earlier], one: int, other: int, share: float, rare: Set[_Fingerprint]
) -> Pair:
    return Pair(one, other, share, _lines(everybody[one], everybody[other], rare))


def _groups(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Return who is connected with whom, by number."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        joined = found.get(one, {one}) | found.get(other, {other})
        for each in joined:
            found[each] = joined
    return {number: tuple(sorted(members)) for number, members in found.items()}


def _rare(everybody: Sequence[Row | Earlier], count: int) -> dict[_Fingerprint, set[int]]:
    """Return who has each fingerprint that several, but not many, have."""
    owners: dict[_Fingerprint, set[int]] = defaultdict(set)
    for number, row in enumerate(everybody):
        for passage in row.outturn.passages:
            owners[passage.exercise, passage.fingerprint].add(number)
    most = max(min(FEW, count // 2), 2, COMMON * count)
    return {passage: numbers for passage, numbers in owners.items() if 2 <= len(numbers) <= most}


def _lines(
    one: Row | Earlier, other: Row | Earlier, rare: Set[_Fingerprint]
) -> tuple[Lines, Lines]:
    """Return the lines that two submissions share, in each of them."""
    mine, theirs = (
        {(passage.exercise, passage.fingerprint) for passage in each.outturn.passages}
        for each in (one, other)
    )
    both = mine & theirs & rare
    return _marked(one, both), _marked(other, both)


def _marked(row: Row | Earlier, both: Set[_Fingerprint]) -> Lines:
    found: dict[str, set[int]] = defaultdict(set)
    for passage in row.outturn.passages:
        if (passage.exercise, passage.fingerprint) in both:
            found[passage.exercise].update(range(passage.first, passage.last + 1))
    return {exercise: frozenset(lines) for exercise, lines in found.items()}
