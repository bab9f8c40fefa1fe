"""Dropout among others."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import assert_drops_and_keeps, assert_evaluates, dropout, sample


@pytest.mark.points(1)
def test_a_dropout_can_be_called(nn, rng):
    """A Dropout can be called, in training or not."""
    x = sample(rng, 40, 50)
    layer = dropout(nn, 0.5)

    trained, evaluated = layer(Tensor(x), training=True), layer(Tensor(x), training=False)

    # n = 2000, false alarm below 1e-100.
    assert_drops_and_keeps(trained, x, 0.5, call="layer(x, training=True)")
    assert_evaluates(evaluated, x, 0.5, call="layer(x, training=False)")
