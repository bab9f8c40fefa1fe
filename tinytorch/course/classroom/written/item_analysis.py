"""What the tests of a class tell: shares, and how well each test separates submissions."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tinytorch.course.classroom.causes import Cause
from tinytorch.course.classroom.class_data import Row
from tinytorch.grading.model import GradedTest, Outcome

SEPARATES = 0.2  #: a lower discrimination is taken for none, as item analysis usually does
FEWEST = 20  #: submissions below which a correlation says nothing
SHOWN = 10  #: groups of the best
GROUP = 0.27  #: of the class, the strongest and the weakest, that are shown beside it


@dataclass(frozen=True, slots=True)
class Item:
    """A test as the class met it."""

    test: GradedTest
    counts: Counter[Outcome]
    discrimination: float | None  #: None where it cannot be told
    strong: float  #: the share of the strongest submissions that passed
    weak: float  #: the share of the weakest

    @property
    def total(self) -> int:
        """How many submissions were graded."""
        return self.counts.total()

    @property
    def passed(self) -> int:
        return self.counts[Outcome.PASSED]


def items(rows: Sequence[Row], tests: Sequence[GradedTest]) -> list[Item]:
    """Return each test with its counts and its discrimination.

    The discrimination is the corrected item-total correlation: Pearson's (point-biserial)
    correlation between passing a test and the points earned in all *other* tests, over the
    submissions in which its exercise was begun. It lies between -1 and 1.
    """
    graded = sorted((row for row in rows if row.graded), key=lambda row: row.earned or 0)
    begun = {test.exercise: _begun(test.exercise, graded, tests) for test in tests}
    return [_item(number, test, graded, begun[test.exercise]) for number, test in enumerate(tests)]


def _begun(exercise: str, graded: Iterable[Row], tests: Sequence[GradedTest]) -> list[Row]:
    own = [number for number, test in enumerate(tests) if test.exercise == exercise]
    untouched = {Outcome.NOT_STARTED}
    return [row for row in graded if {row.outcomes[number] for number in own} != untouched]


def _item(number: int, test: GradedTest, graded: Sequence[Row], begun: Sequence[Row]) -> Item:
    passed = [row.outcomes[number] is Outcome.PASSED for row in begun]
    rest = [(row.earned or 0) - test.points * one for row, one in zip(begun, passed, strict=True)]
    size = max(1, round(GROUP * len(begun)))
    return Item(
        test,
        Counter(row.outcomes[number] for row in graded),
        correlation(passed, rest) if len(begun) >= FEWEST else None,
        _share(passed[-size:]),
        _share(passed[:size]),
    )


def ties(found: Iterable[Item]) -> list[list[Item]]:
    """Return the tests of an exercise that tell the same of the class as one group each."""
    groups: dict[object, list[Item]] = {}
    for item in found:
        value = None if item.discrimination is None else round(item.discrimination, 2)
        groups.setdefault((item.test.exercise, value, item.strong, item.weak), []).append(item)
    return list(groups.values())


def best(found: Sequence[Item]) -> list[list[Item]]:
    """Return the tests that separate strong from weak submissions best, ties together."""
    known = [item for item in found if (item.discrimination or 0) >= SEPARATES]
    return ties(sorted(known, key=lambda item: -(item.discrimination or 0)))[:SHOWN]


def blunt(found: Sequence[Item]) -> list[list[Item]]:
    """Return the tests that do not separate strong from weak submissions, ties together."""
    return ties(item for item in found if (item.discrimination or 0) < SEPARATES)


def correlation(passed: Sequence[bool], rest: Sequence[int]) -> float | None:
    """Return Pearson's correlation; None where one of the two does not vary."""
    try:
        return statistics.correlation(passed, rest)
    except statistics.StatisticsError:
        return None


def causes(found: Iterable[Iterable[Cause]]) -> list[tuple[Cause, int]]:
    """Return in how many submissions each cause was found, the commonest first."""
    counts = Counter(cause for each in found for cause in dict.fromkeys(each))
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].key))


def histogram(totals: Sequence[int], possible: int) -> list[int]:
    """Return how many totals lie in each of ten ranges of equal width; full marks in the last."""
    counts = [0] * 10
    for total in totals:
        counts[min(9, 10 * total // possible)] += 1
    return counts


def _share(passed: Sequence[bool]) -> float:
    return sum(passed) / len(passed) if passed else 0.0
