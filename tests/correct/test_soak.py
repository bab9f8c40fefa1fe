"""The reference never fails, however often and in whatever order its tests run.

By default three rounds in direct mode and one isolated; with ``--soak`` 500 and 20. Each round
draws inputs of its own, whose seed a failure shows.
"""

from __future__ import annotations

import random
import secrets

import pytest

from tests.verdicts import ISOLATED, GraderOf, grader
from tinytorch.grading.model import EXERCISES, Graded


class _RandomOrder:
    """Lets pytest run the tests of all files in any order."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        random.SystemRandom().shuffle(items)


def test_the_reference_never_fails_in_direct_mode(pytestconfig: pytest.Config) -> None:
    with grader("direct", _RandomOrder()) as grade:
        for _ in range(500 if pytestconfig.getoption("soak") else 3):
            seed = secrets.randbits(32)

            assert failed(grade({}, EXERCISES, seed)) == {}, f"with --seed {seed}"


def test_the_reference_never_fails_isolated(
    pytestconfig: pytest.Config, grader_of: GraderOf
) -> None:
    for _ in range(20 if pytestconfig.getoption("soak") else 1):
        seed = secrets.randbits(32)
        order = random.SystemRandom().sample(EXERCISES, len(EXERCISES))

        assert failed(grader_of(ISOLATED)({}, order, seed)) == {}, f"with --seed {seed}"


def failed(graded: dict[str, Graded]) -> dict[str, str]:
    return {test: row.observed.message for test, row in graded.items() if not row.passed}
