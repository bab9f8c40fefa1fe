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
    assert_masks_differ,
    assert_mean,
    assert_normal,
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
    assert_mean(weight, SHAPE, 0.5, what="weight")
    assert_normal(weight, SHAPE, what="weight")
    assert_drawn_singly(weight, SHAPE, what="weight")
    assert_drawn_apart(weight, Tensor(RNG.normal(0, 0.5, SHAPE)), SHAPE, what="weight")


def test_a_spread_of_three_per_cent_more_is_told():
    wide = Tensor(RNG.normal(0, 1.03, (500, 400)))

    text = told(lambda: assert_std(wide, (500, 400), 1.0, what="weight"))

    assert re.match(r"weight has the standard deviation 1\.0\d+, but should have 1 ", text)


def test_a_spread_that_a_mistake_explains_is_named():
    mistakes = {"it is not scaled": 1.0, "it is scaled twice": 0.25}
    weight = Tensor(NORMAL / 2)

    text = told(lambda: assert_std(weight, SHAPE, 0.5, what="weight", mistakes=mistakes))

    assert text.endswith("This is what you get when it is scaled twice.")


def test_a_mean_off_zero_is_told():
    shifted = Tensor(NORMAL + 0.5)

    assert "when the mean is not 0" in told(lambda: assert_mean(shifted, SHAPE, 0.5, what="w"))


def test_weights_that_are_all_positive_are_told():
    positive = Tensor(abs(NORMAL))

    assert "no weight is negative" in told(lambda: assert_mean(positive, SHAPE, 0.5, what="w"))


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

    assert text.startswith("Two layers of the same shape start with the same weight.")


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
    minus = Tensor(np.where(KEPT[0], X * 4 / 3, -100))

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


def test_fixed_counts_and_a_fixed_mask_are_told_apart():
    ones = np.ones((100, 100), np.float32)
    random = RNG.random((8, 100, 100))
    fixed = [Tensor(mask.reshape(100, 100)) for mask in random.reshape(8, -1).argsort() < 5000]
    rows = [Tensor(mask) for mask in random.argsort(axis=-1) < 50]
    free = [Tensor(mask) for mask in random < 0.5]

    def check(masks: list[object]) -> Callable[[], None]:
        return lambda: assert_count_varies(masks, ones, 0.5, call="f(x)")

    check(free)()
    assert "5000 of 10000 elements in every call" in told(check(fixed))
    assert "when a fixed number is dropped" in told(check(rows))
    assert "50 of 100 elements in every row of x" in told(check([rows[0], *free]))
    assert "when the mask is drawn once" in told(check(free[:1] * 8))


def test_equal_masks_are_told():
    same = [outputs()[0]] * 2

    text = told(lambda: assert_masks_differ(same, X, 0.25, what="Two calls"))

    assert text.startswith("Two calls dropped the same elements of x.")
