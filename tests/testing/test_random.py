"""What the checks of random weights and of Dropout let pass, and what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    RISKS,
    Unmet,
    assert_count_varies,
    assert_drawn_apart,
    assert_drawn_singly,
    assert_drops_and_keeps,
    assert_each_on_its_own,
    assert_evaluates,
    assert_masks_differ,
    assert_mean,
    assert_normal,
    assert_not_always_expected,
    assert_share_dropped,
    assert_std,
    assert_zero_or_scaled,
    sample,
)

SHAPE = (60, 50)
RNG = np.random.default_rng(0)
NORMAL = RNG.normal(0, 0.5, SHAPE)


@pytest.fixture(autouse=True)
def ledger() -> Iterator[None]:
    before = len(RISKS)
    yield
    assert all(0 <= risk.probability < 1e-11 for risk in RISKS[before:])


def told(check: Callable[[], None]) -> str:
    with pytest.raises(Unmet) as caught:
        check()
    return caught.value.message.replace("\n", " ")


def test_normal_weights_pass_every_check():
    weight = Tensor(NORMAL)

    assert_std(weight, SHAPE, 0.5, what="weight")
    assert_mean(weight, SHAPE, what="weight")
    assert_normal(weight, SHAPE, what="weight")
    assert_drawn_singly(weight, SHAPE, what="weight")
    assert_drawn_apart(weight, Tensor(RNG.normal(0, 0.5, SHAPE)), SHAPE, what="weight")


def test_a_spread_of_three_per_cent_more_is_told():
    wide = Tensor(RNG.normal(0, 1.03, (500, 400)))

    text = told(lambda: assert_std(wide, (500, 400), 1.0, what="weight"))

    assert re.match(r"weight has the standard deviation 1\.0\d+, but should have 1\. ", text)
    assert re.search(
        r"this is \d\d standard deviations off, so no bad luck: .* spread too far", text
    )


def test_a_spread_that_a_mistake_explains_is_named():
    mistakes = {"it is not scaled": 1.0, "it is scaled twice": 0.25}
    weight = Tensor(NORMAL / 2)

    text = told(lambda: assert_std(weight, SHAPE, 0.5, what="weight", mistakes=mistakes))

    assert text.endswith("This is what you get when it is scaled twice.")


def test_a_wrong_spread_does_not_move_the_mean():
    assert_mean(Tensor(20 * NORMAL), SHAPE, what="w")


def test_repeated_columns_are_a_mistake_of_their_own():
    repeated = Tensor(np.repeat(NORMAL[:, :1], 50, axis=1))

    assert_std(repeated, SHAPE, 0.5, what="w")
    assert_mean(repeated, SHAPE, what="w")
    assert_normal(repeated, SHAPE, what="w")


def test_a_constant_has_neither_spread_nor_centre():
    nearly = np.zeros(SHAPE)
    nearly[3, 4] = 7.0

    for check in (assert_mean, assert_normal):
        for constant in (np.zeros(SHAPE), nearly):
            text = told(lambda check=check, w=constant: check(Tensor(w), SHAPE, what="w"))

            assert "number in w is 0" in text
            assert text.endswith("when all weights are the same number.")


def test_two_numbers_with_the_right_spread_are_not_normal():
    coins = Tensor(RNG.choice([-0.5, 0.5], SHAPE))

    assert_std(coins, SHAPE, 0.5, what="w")
    assert_mean(coins, SHAPE, what="w")
    assert "0.00% of the numbers in w" in told(lambda: assert_normal(coins, SHAPE, what="w"))


def test_a_mean_off_zero_is_told():
    shifted = Tensor(NORMAL + 0.5)

    assert "when the mean is not 0" in told(lambda: assert_mean(shifted, SHAPE, what="w"))


def test_weights_that_are_all_positive_are_told():
    positive = Tensor(abs(NORMAL))

    assert "no weight is negative" in told(lambda: assert_mean(positive, SHAPE, what="w"))


def test_a_uniform_distribution_is_named():
    uniform = Tensor(RNG.uniform(-1, 1, (300, 300)))

    text = told(lambda: assert_normal(uniform, (300, 300), what="w"))

    assert text.endswith("when the weights are drawn from a uniform distribution.")


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (np.repeat(NORMAL[:, :1], 50, axis=1), "the same columns again and again"),
        (np.repeat(NORMAL[:1], 60, axis=0), "the same rows again and again"),
        (np.resize(NORMAL[0], SHAPE[::-1]).T, "the same"),
        (np.zeros(SHAPE), "the same numbers again and again"),
        (np.outer(NORMAL[:, 0], NORMAL[0]), "are multiples of each other"),
    ],
    ids=["columns", "rows", "resized", "zeros", "outer product"],
)
def test_weights_that_are_no_draws_of_their_own_are_told(weight: np.ndarray, words: str):
    assert words in told(lambda: assert_drawn_singly(Tensor(weight), SHAPE, what="w"))


def test_equal_weights_of_two_layers_are_told():
    text = told(lambda: assert_drawn_apart(Tensor(NORMAL), Tensor(NORMAL), SHAPE, what="weight"))

    assert text.startswith("weight of two layers of the same shape starts with the same numbers;")


def test_constants_are_no_draws_where_a_few_are_changed():
    weight, other = np.zeros(SHAPE), np.zeros(SHAPE)
    other[:2, :3] = 1.0

    text = told(lambda: assert_drawn_apart(Tensor(weight), Tensor(other), SHAPE, what="weight"))

    assert text.startswith("weight of two layers of the same shape starts with the same numbers;")


@pytest.mark.parametrize("odd", [np.nan, np.inf])
@pytest.mark.parametrize("check", [assert_drawn_singly, assert_mean, assert_normal])
def test_what_is_no_number_is_no_draw(check: Callable[..., None], odd: float):
    weight = NORMAL.copy()
    weight[:, 0] = odd

    assert f"w holds {odd}, which is no draw" in told(
        lambda: check(Tensor(weight), SHAPE, what="w")
    )


def test_a_weight_that_two_layers_share_is_told():
    weight = Tensor(NORMAL)

    text = told(lambda: assert_drawn_apart(weight, weight, SHAPE, what="layer.weight"))

    assert text.startswith("layer.weight of two layers of the same shape is one and the same")
    assert text.endswith("the layers share one weight.")


def test_a_sample_is_short_to_read_and_never_zero():
    numbers = sample(RNG, 50, 50)

    assert numbers.dtype == np.float32
    assert set(np.abs(numbers).ravel() * 2) == set(range(1, 20))
    assert (numbers < 0).any()


X = sample(RNG, 60, 50)
KEPT = RNG.random((3, 60, 50)) < 0.75


def outputs(factor: float = 4 / 3) -> list[object]:
    return [Tensor(X * mask * factor) for mask in KEPT]


def test_a_right_dropout_passes_every_check():
    first, call = outputs()[0], "forward(x)"

    assert_zero_or_scaled(first, X, 0.25, call=call)
    assert_drops_and_keeps(first, X, 0.25, call=call)
    assert_share_dropped(first, X, 0.25, call=call)
    assert_each_on_its_own(
        Tensor(RNG.random((200, 200)) < 0.5), np.ones((200, 200)), 0.5, call=call
    )
    assert_masks_differ(outputs(), X, 0.25, what=call)


@pytest.mark.parametrize(
    ("factor", "mistake"),
    [
        (1, "the survivors are not scaled by 1 / (1 - p)"),
        (4, "the survivors are scaled by 1 / p"),
        (0.75, "the survivors are multiplied by 1 - p instead of divided"),
        (1 / KEPT[0].mean(), "the survivors are scaled by the share that this mask kept"),
    ],
)
def test_a_wrong_scale_is_named(factor: float, mistake: str):
    text = told(lambda: assert_zero_or_scaled(outputs(factor)[0], X, 0.25, call="forward(x)"))

    assert text.endswith(f"This is what you get when {mistake}.")


def test_another_scale_is_asked_about():
    with pytest.raises(Unmet) as caught:
        assert_zero_or_scaled(outputs(2.0)[0], X, 0.25, call="forward(x)")

    assert caught.value.hint == "which p multiplies the survivors by 2?"


def test_dropped_elements_must_be_zero():
    minus = Tensor(np.where(KEPT[0], X * 4 / 3, np.where(KEPT[1], -100, 0)))

    text = told(lambda: assert_zero_or_scaled(minus, X, 0.25, call="forward(x)"))

    assert "-100 but should be" in text


def test_dropping_nothing_and_dropping_all_are_named():
    for factor, mistake in [(1.0, "nothing is dropped"), (0.0, "everything is dropped")]:
        output = Tensor(X * factor)

        text = told(lambda y=output: assert_drops_and_keeps(y, X, 0.25, call="forward(x)"))

        assert mistake in text


def test_p_taken_for_the_probability_of_keeping_is_named():
    text = told(lambda: assert_share_dropped(outputs()[0], X, 0.75, call="forward(x)"))

    assert text.endswith("when p is taken for the probability of keeping an element.")


@pytest.mark.parametrize("axis", [0, 1])
def test_a_mask_that_is_shared_along_an_axis_is_named(axis: int):
    mask = np.broadcast_to(RNG.random((200, 200)).take([0], axis) < 0.5, (200, 200))

    text = told(lambda: assert_each_on_its_own(Tensor(mask), np.ones((200, 200)), 0.5, call="f(x)"))

    assert "all 200 elements of [" in text
    assert text.endswith("when one draw serves a whole axis of x.")


ONES = np.ones((100, 100), np.float32)


def test_fixed_counts_of_rows_and_columns_are_told():
    random = RNG.random((100, 100))
    rows = random.argsort(axis=-1) < 50

    assert_count_varies(Tensor(random < 0.5), ONES, 0.5, call="f(x)")
    for y, line in [(Tensor(rows), "row"), (Tensor(rows.T), "column")]:
        text = told(lambda y=y: assert_count_varies(y, ONES, 0.5, call="f(x)"))

        assert f"50 of 100 elements in every {line} of x" in text
        assert "when a fixed number is dropped" in text


def test_calls_that_all_drop_the_expected_number_are_told():
    inputs = [ONES[:, :width] for width in range(90, 98)]
    free = [Tensor(RNG.random(x.shape) < 0.5) for x in inputs]
    fixed = [Tensor(RNG.permutation(x.size).reshape(x.shape) < x.size / 2) for x in inputs]

    assert_not_always_expected(free, inputs, 0.5, call="f(x)")
    text = told(lambda: assert_not_always_expected(fixed, inputs, 0.5, call="f(x)"))

    assert "(4500 of 9000, 4550 of 9100, 4600 of 9200, ...)" in text
    assert "when a fixed number is dropped" in text


def test_evaluation_lets_everything_through():
    assert_evaluates(Tensor(X), X, 0.25, call="f(x)")


@pytest.mark.parametrize(
    ("actual", "mistake"),
    [
        (X * 0.75, "evaluation scales x by 1 - p"),
        (X * 4 / 3, "evaluation scales x by 1 / (1 - p)"),
        (X * 0, "evaluation drops everything"),
        (X * KEPT[0] * 4 / 3, "evaluation drops as training does"),
        (X * KEPT[0], "evaluation drops as training does"),
    ],
    ids=["scaled down", "scaled up", "zeros", "dropped", "dropped, not scaled"],
)
def test_what_evaluation_does_instead_is_named(actual: np.ndarray, mistake: str):
    text = told(lambda: assert_evaluates(Tensor(actual), X, 0.25, call="f(x)"))

    assert text.endswith(f"This is what you get when {mistake}.")


def test_survivors_without_the_dropped_are_named():
    text = told(lambda: assert_drops_and_keeps(Tensor(X[KEPT[0]]), X, 0.25, call="f(x)"))

    assert "are left out instead of set to 0" in text


def test_equal_masks_are_told():
    same = [outputs()[0]] * 2

    text = told(lambda: assert_masks_differ(same, X, 0.25, what="Two calls"))

    assert text.startswith("Two calls dropped the same elements of x.")
