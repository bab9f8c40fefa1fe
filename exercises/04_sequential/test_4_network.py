"""Sequential with the layers of the other exercises."""

import numpy as np
import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import Affine, assert_list, assert_returns, linear, sample


@pytest.mark.points(1)
def test_a_network_computes_its_output(nn, rng):
    """A network computes its output (needs exercise 02)."""
    x, weight, bias = sample(rng, 4, 3), sample(rng, 3, 5), sample(rng, 5)
    last = sample(rng, 5, 2)
    model = nn.Sequential(linear(nn, weight=weight, bias=bias), ReLU(), linear(nn, weight=last))

    y = model.forward(Tensor(x))

    expected = np.maximum(x @ weight + bias, 0) @ last
    assert_returns(y, expected, call="Sequential(Linear, ReLU, Linear).forward(x)")


@pytest.mark.points(1)
def test_a_network_has_the_parameters_of_its_layers(nn):
    """A network has its layers' parameters (needs exercise 02)."""
    a, b = nn.Linear(3, 5), nn.Linear(5, 2)
    model = nn.Sequential(a, ReLU(), b)

    parameters = model.parameters()

    expected = {"a.weight": a.weight, "a.bias": a.bias, "b.weight": b.weight, "b.bias": b.bias}
    assert_list(parameters, expected, call="Sequential(a, ReLU(), b).parameters()")


@pytest.mark.points(1)
def test_a_model_with_dropout_can_be_evaluated(nn, rng):
    """A model evaluates its Dropout (needs exercise 03)."""
    x = sample(rng, 20, 30)
    model = nn.Sequential(nn.Dropout(0.5), Affine(2.0, 1.0), nn.Dropout(0.5))

    y = model(Tensor(x), training=False)

    assert_returns(y, 2 * x + 1, call="model(x, training=False)")
