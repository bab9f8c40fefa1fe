"""What a class has understood: shares, the separating power of tests, the mistakes it met."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tinytorch.course.classroom.class_data import Row
from tinytorch.grading.model import GradedTest, Outcome

SEPARATES = 0.2  #: a lower discrimination is taken for none, as item analysis usually does
FEWEST = 20  #: submissions below which a correlation says nothing
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
        """How many passed."""
        return self.counts[Outcome.PASSED]


def items(rows: Sequence[Row], tests: Sequence[GradedTest]) -> list[Item]:
    """Return each test with its counts and its discrimination.

    The discrimination is the corrected item-total correlation: Pearson's (point-biserial)
    correlation between passing a test and the points earned in all *other* tests, over the
    submissions in which something was begun. It lies between -1 and 1.
    """
    graded = [row for row in rows if row.graded]
    begun = sorted(filter(started, graded), key=lambda row: row.earned or 0)
    size = max(1, round(GROUP * len(begun)))
    found = []
    for number, test in enumerate(tests):
        passed = [row.outcomes[number] is Outcome.PASSED for row in begun]
        rest = [
            (row.earned or 0) - test.points * one for row, one in zip(begun, passed, strict=True)
        ]
        found.append(
            Item(
                test,
                Counter(row.outcomes[number] for row in graded),
                correlation(passed, rest) if len(begun) >= FEWEST else None,
                _share(passed[-size:]),
                _share(passed[:size]),
            )
        )
    return found


def started(row: Row) -> bool:
    """Return whether a graded submission is more than the stubs."""
    return set(row.outcomes) != {Outcome.NOT_STARTED}


def best(found: Sequence[Item], count: int = 10) -> list[Item]:
    """Return the tests that separate strong from weak submissions best."""
    known = [item for item in found if (item.discrimination or 0) >= SEPARATES]
    return sorted(known, key=lambda item: -(item.discrimination or 0))[:count]


def blunt(found: Sequence[Item]) -> list[Item]:
    """Return the tests that do not separate strong from weak submissions."""
    return [item for item in found if (item.discrimination or 0) < SEPARATES]


def correlation(passed: Sequence[bool], rest: Sequence[int]) -> float | None:
    """Return Pearson's correlation; None where one of the two does not vary."""
    count = len(passed)
    mean_x, mean_y = sum(passed) / count, sum(rest) / count
    x = [value - mean_x for value in passed]
    y = [value - mean_y for value in rest]
    spread = math.sqrt(sum(v * v for v in x)) * math.sqrt(sum(v * v for v in y))
    if spread == 0:
        return None
    return sum(a * b for a, b in zip(x, y, strict=True)) / spread


def mistakes(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """Return how many submissions met each named mistake, the commonest first."""
    counts = Counter(mistake for row in rows for mistake in row.mistakes)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def histogram(totals: Sequence[int], possible: int, bins: int = 10) -> list[int]:
    """Return how many totals lie in each of some ranges of equal width; full marks in the last."""
    counts = [0] * bins
    for total in totals:
        counts[min(bins - 1, total * bins // possible)] += 1
    return counts


def median(values: Sequence[int]) -> float:
    """Return the middle value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _share(passed: Sequence[bool]) -> float:
    return sum(passed) / len(passed) if passed else 0.0
