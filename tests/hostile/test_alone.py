"""Sharing a worker with other tests gives no hostile submission a point, and costs it none."""

import pytest

from tests.conftest import EVERYTHING
from tests.hostile.conftest import Graded
from tests.hostile.corpus import CASES, Case

#: A worker for each test takes long; all rows are compared with TINYTORCH_EVERYTHING=1.
SAMPLE = ("counts_the_tests", "left_in_numpy", "forgets_nothing")
#: What these tell a test hangs on how many there were before it, which is how they attack.
BY_ORDER = ("takes_over_by_order",)
COMPARED = [case for case in CASES if EVERYTHING or case.name in SAMPLE]


@pytest.mark.parametrize("case", [each for each in COMPARED if each.name not in BY_ORDER], ids=str)
def test_the_same_rows_pass_with_a_worker_for_each_test(
    case: Case, graded: Graded, graded_alone: Graded
) -> None:
    shared, alone = (
        {
            row.test.nodeid
            for part in report.exercises
            for row in part.tests
            if part.exercise == case.exercise and row.passed
        }
        for report in (graded(case), graded_alone(case))
    )

    assert shared == alone
