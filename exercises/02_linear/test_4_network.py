"""Linear among others."""

import numpy as np
import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import assert_returns, assert_tensor, linear, sample


@pytest.mark.points(1)
def test_two_layers_and_an_activation_make_a_network(nn, rng):
    """Linear, ReLU, Linear map 784 pixels to 10 classes."""
    x = sample(rng, 5, 784)
    first, second = sample(rng, 784, 32) / 64, sample(rng, 32, 10) / 8
    shifts = sample(rng, 32), sample(rng, 10)
    hidden = linear(nn, weight=first, bias=shifts[0])
    output = linear(nn, weight=second, bias=shifts[1])

    between = hidden.forward(Tensor(x))
    assert_tensor(between, shape=(5, 32), what="what hidden.forward(x) returned")
    y = output.forward(ReLU().forward(between))

    expected = np.maximum(x @ first + shifts[0], 0) @ second + shifts[1]
    assert_returns(y, expected, call="output.forward(relu.forward(hidden.forward(x)))")


@pytest.mark.points(1)
def test_a_linear_can_be_called(nn, rng):
    """A Linear can be called: layer(x)."""
    x, weight = sample(rng, 2, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight)

    y = layer(Tensor(x))

    assert_returns(y, x @ weight, call="layer(x)", given={"x": x, "weight": weight})
