"""Inputs of other shapes, and what a call must leave alone."""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_returns,
    assert_unchanged,
    bias_of,
    linear,
    run,
    sample,
    symmetric,
    weight_of,
)
from tinytorch.testing.mistakes.linear import NO_BIAS, OVERWRITTEN


@pytest.mark.points(1)
def test_one_sample_gives_one_vector(nn, rng):
    """One sample of shape (in,) gives shape (out,)."""
    x, weight = sample(rng, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight)

    y = layer.forward(Tensor(x))

    given = {"x": x, "weight": weight}
    assert_returns(y, x @ weight, call="layer.forward(x)", given=given)


@pytest.mark.points(1)
def test_a_batch_of_sequences_keeps_its_axes(nn, rng):
    """Input of shape (batch, time, in) gives (batch, time, out)."""
    x, weight, bias = sample(rng, 4, 5, 3), sample(rng, 3, 2), sample(rng, 2)
    layer = linear(nn, weight=weight, bias=bias)

    y = run(layer, x)

    call = "layer.forward(x), with x of shape (4, 5, 3) and Linear(3, 2),"
    mistakes = {NO_BIAS: x @ weight}
    assert_returns(y, x @ weight + bias, call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_an_empty_batch_gives_an_empty_result(nn, rng):
    """An empty batch of shape (0, in) gives shape (0, out)."""
    layer = linear(nn, weight=sample(rng, 3, 2))

    y = run(layer, np.zeros((0, 3)))

    call = "layer.forward(x), with x of shape (0, 3) and Linear(3, 2),"
    assert_returns(y, np.zeros((0, 2)), call=call)


@pytest.mark.points(1)
def test_a_single_feature_keeps_its_axis(nn, rng):
    """A single input or output feature keeps its axis."""
    for fan_in, fan_out in [(3, 1), (1, 3)]:
        x, weight = sample(rng, 2, fan_in), sample(rng, fan_in, fan_out)
        layer = linear(nn, weight=weight)

        y = run(layer, x)

        call = f"layer.forward(x) of Linear({fan_in}, {fan_out})"
        assert_returns(y, x @ weight, call=call, given={"x": x, "weight": weight})


@pytest.mark.points(1)
def test_forward_leaves_its_input_alone(nn, rng):
    """Linear does not change its input."""
    # As many features out as in, so that an edit in place would fit.
    array, weight = sample(rng, 2, 2), np.diag(sample(rng, 2))
    layer, x = linear(nn, weight=weight), Tensor(array)

    layer.forward(x)

    assert_unchanged(x, array, what="x", call="layer.forward(x)")
    y = layer.forward(x)
    assert_returns(y, array @ weight, call="layer.forward(x), a second time,")


@pytest.mark.points(1)
def test_each_result_is_a_tensor_of_its_own(nn, rng):
    """A later call does not change an earlier result."""
    (x, other), weight = sample(rng, 2, 2, 2), symmetric(rng, 2)
    layer = linear(nn, weight=weight)

    y, _ = layer.forward(Tensor(x)), layer.forward(Tensor(other))

    call, mistakes = "layer.forward(x), after another call,", {OVERWRITTEN: other @ weight}
    assert_returns(y, x @ weight, call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_forward_leaves_weight_and_bias_alone(nn, rng):
    """Linear changes neither its weight nor its bias in a call."""
    x, weight, bias = sample(rng, 2, 2), np.diag(sample(rng, 2)), np.zeros(2)
    layer = linear(nn, weight=weight, bias=bias)

    layer.forward(Tensor(x))

    assert_unchanged(weight_of(layer), weight, what="layer.weight", call="layer.forward(x)")
    assert_unchanged(bias_of(layer), bias, what="layer.bias", call="layer.forward(x)")
    y = run(layer, x)
    assert_returns(y, x @ weight, call="layer.forward(x), a second time,", given={"x": x})
