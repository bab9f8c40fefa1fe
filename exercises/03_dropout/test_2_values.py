"""What training does to each element, and by which chance.

The bounds of random numbers hold for every generator. Each is left by right code with a
probability below 10^-12; tinytorch/testing/statistics.py computes it from n.
"""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_count_varies,
    assert_each_on_its_own,
    assert_masks_differ,
    assert_not_always_expected,
    assert_share_dropped,
    assert_zero_or_scaled,
    dropout,
    sample,
    train,
)


@pytest.mark.points(3)
def test_each_element_is_dropped_or_scaled(nn, rng):
    """In training, each element becomes 0 or x / (1 - p)."""
    x = sample(rng, 101)
    # No mask can keep just the share 1 - p of 101 elements with such a p; a half would not tell
    # p from 1 - p.
    p = (int(rng.integers(25, 45)) + 0.5) / 101

    y = train(dropout(nn, p), x, exact=True)

    # n = 101, false alarm below 1e-12.
    assert_zero_or_scaled(y, x, p, call=f"Dropout({p:.4f}).forward(x, training=True)")


@pytest.mark.points(3)
def test_elements_are_dropped_with_probability_p(nn, rng):
    """In training, each element is dropped with probability p."""
    # Not near a tenth, a half or its own share of the normal curve, which mistakes would give.
    p = float(rng.uniform(0.31, 0.39))
    x = np.ones((1000, 1000), dtype=np.float32)

    y = train(dropout(nn, p), x)

    # n = 10^6, false alarm below 1e-12; a keep rate that is off by 1 % is seen.
    assert_share_dropped(y, x, p, call=f"Dropout({p:.4f}).forward(x, training=True)")


@pytest.mark.points(2)
def test_each_element_has_a_draw_of_its_own(nn):
    """Each element is dropped on its own, not with its row."""
    x = np.ones((60, 61, 62), dtype=np.float32)

    y = train(dropout(nn, 0.5), x)

    # n = 60 elements or more in each of 11 122 lines, false alarm below 1e-12.
    assert_each_on_its_own(y, x, 0.5, call="Dropout(0.5).forward(x, training=True)")


@pytest.mark.points(2)
def test_each_call_draws_a_new_mask(nn, rng):
    """Each call draws a new mask."""
    x = sample(rng, 40, 50)
    layer = dropout(nn, 0.5)

    outputs = [train(layer, x) for _ in range(3)]

    # n = 2000, false alarm below 1e-100.
    what = "Two calls of one layer.forward(x, training=True)"
    assert_masks_differ(outputs, x, 0.5, what=what)


@pytest.mark.points(1)
def test_two_dropouts_draw_masks_of_their_own(nn, rng):
    """Two Dropouts draw masks of their own."""
    x = sample(rng, 40, 50)

    outputs = [train(dropout(nn, 0.5), x) for _ in range(2)]

    # n = 2000, false alarm below 1e-100.
    assert_masks_differ(outputs, x, 0.5, what="Two different Dropouts")


@pytest.mark.points(1)
def test_the_number_of_dropped_elements_varies(nn):
    """How many elements are dropped is left to chance."""
    inputs = [np.ones((100, width), dtype=np.float32) for width in range(100, 108)]
    layer = dropout(nn, 0.5)

    outputs = [train(layer, x) for x in inputs]

    # n = 10^4 and more in each of 8 calls, false alarm below 1e-12.
    call = "Dropout(0.5).forward(x, training=True)"
    assert_not_always_expected(outputs, inputs, 0.5, call=call)
    assert_count_varies(outputs[0], inputs[0], 0.5, call=call)
