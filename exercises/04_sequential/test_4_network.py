"""Sequential as a layer, and with the layers of the other exercises."""

import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Affine,
    Noise,
    assert_returns,
    checked_dropout,
    checked_linear,
    multiply,
    run,
    sample,
    sequential,
)
from tinytorch.testing.mistakes import COPIED


@pytest.mark.points(1)
def test_a_sequential_can_be_called(nn, rng):
    """A Sequential can be called: model(x)."""
    x, affine = sample(rng, 3), Affine(2.0, 1.0)
    model = sequential(nn, affine, Noise())

    y = model(Tensor(x), training=False)

    assert_returns(y, affine.of(x), call="model(x, training=False)", given={"x": x})


@pytest.mark.points(1)
def test_who_changes_the_parameters_changes_the_network(nn, rng):
    """New parameters change the network (needs exercise 02)."""
    x, *arrays = (sample(rng, *shape) for shape in [(4, 3), (3, 5), (5,), (5, 2)])
    weight, bias, last = arrays
    first, second = checked_linear(nn, weight, bias), checked_linear(nn, last)
    model = sequential(nn, first, ReLU(), second)
    copied = {COPIED: (x @ weight + bias).clip(0) @ last}

    weight, bias, last = multiply(model.parameters(), 2.0, *arrays)
    y = run(model, x)

    call = "Sequential(Linear, ReLU, Linear).forward(x), with all parameters times 2,"
    assert_returns(y, (x @ weight + bias).clip(0) @ last, call=call, mistakes=copied)


@pytest.mark.points(1)
def test_a_model_with_dropout_can_be_evaluated(nn, rng):
    """A Sequential evaluates its Dropout (needs exercise 03)."""
    x, affine = sample(rng, 20, 30), Affine(2.0, 1.0)
    first, second = checked_dropout(nn, 0.5, x), checked_dropout(nn, 0.5, x)
    model = sequential(nn, first, affine, second)

    y = model.forward(Tensor(x), training=False)

    assert_returns(y, affine.of(x), call="model.forward(x, training=False)")
