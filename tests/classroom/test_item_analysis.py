"""What the figures of a class mean."""

import pytest

from tinytorch.course.classroom.causes import Cause
from tinytorch.course.classroom.class_data import Outturn, Row, Status, Student
from tinytorch.course.classroom.written import item_analysis
from tinytorch.grading.model import GradedTest, Outcome

P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_STARTED
TESTS = [GradedTest(f"exercises/01_layer/test_a.py::{name}", "01_layer", name, 5) for name in "abc"]


def row(outcomes):
    earned = 5 * outcomes.count(P)
    outturn = Outturn(Status.GRADED)
    return Row(Student("s"), outturn, earned, (earned,), outcomes, (), (), "s.md")


def test_the_correlation_is_pearsons():
    assert item_analysis.correlation([True, True, False, False], [4, 3, 2, 1]) == pytest.approx(
        0.8944272
    )
    assert item_analysis.correlation([True, False], [1, 2]) == pytest.approx(-1)
    assert item_analysis.correlation([True, True], [1, 2]) is None


def test_a_test_does_not_count_towards_the_total_it_is_compared_with():
    # Whoever passes `a` fails both others: against its own total it would look better than it is.
    rows = [row((P, F, F))] * 10 + [row((F, P, P))] * 10

    a, b, _ = item_analysis.items(rows, TESTS)

    assert a.discrimination == pytest.approx(-1)
    assert b.discrimination is None  # the points in a and c together never vary


def test_untouched_submissions_say_nothing_about_a_test():
    rows = [row((P, P, F)), row((F, F, F))] * 10

    with_stubs = item_analysis.items([*rows, *[row((N, N, N))] * 30], TESTS)

    assert with_stubs[0].discrimination == item_analysis.items(rows, TESTS)[0].discrimination
    assert with_stubs[0].counts == {P: 10, F: 10, N: 30}


def test_the_strongest_and_the_weakest_are_27_per_cent_each():
    rows = [row((P, P, P))] * 27 + [row((P, F, F))] * 46 + [row((F, F, F))] * 27

    first, second, _ = item_analysis.items(rows, TESTS)

    assert (first.strong, first.weak) == (1, 0)
    assert (second.strong, second.weak) == (1, 0)


def test_few_submissions_tell_nothing():
    rows = [row((P, P, F)), row((F, F, F))] * 9

    items = item_analysis.items(rows, TESTS)

    assert [item.discrimination for item in items] == [None] * 3
    assert item_analysis.best(items) == []
    assert sum(map(len, item_analysis.blunt(items))) == len(items)


def test_causes_are_ranked_by_the_submissions_they_cost_points():
    x, y = Cause("Linear", "x", True), Cause("Layer", "not met: y")

    assert item_analysis.causes([[x, x, y], [y], []]) == [(y, 2), (x, 1)]


def test_tests_that_tell_the_same_share_a_line():
    rows = [row((P, P, F)), row((F, F, F))] * 10

    assert [len(group) for group in item_analysis.blunt(item_analysis.items(rows, TESTS))] == [1]
    assert [len(group) for group in item_analysis.best(item_analysis.items(rows, TESTS))] == [2]


def test_every_total_has_a_column():
    assert item_analysis.histogram([0, 9, 10, 55, 99, 100], 100) == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2]
