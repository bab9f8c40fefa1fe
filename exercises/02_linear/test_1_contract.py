"""What Linear has and what it computes."""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_list,
    assert_none,
    assert_returns,
    assert_tensor,
    linear,
    sample,
)


@pytest.mark.points(3)
def test_weight_has_the_shape_in_by_out(nn):
    """The weight has the shape (in_features, out_features)."""
    layer = nn.Linear(3, 5)

    assert_tensor(
        layer.weight,
        shape=(3, 5),
        what="layer.weight of Linear(3, 5)",
        hint="which of the two numbers is the length of a row of the input?",
    )


@pytest.mark.points(2)
def test_bias_is_a_vector_of_zeros(nn):
    """The bias is a Tensor of out_features zeros."""
    layer = nn.Linear(3, 5)

    what, ones = "layer.bias of Linear(3, 5)", {"the bias starts as ones": np.ones(5)}
    assert_tensor(layer.bias, values=np.zeros(5), what=what, mistakes=ones)


@pytest.mark.points(1)
def test_bias_can_be_left_out(nn):
    """With bias=False the bias is None."""
    layer = nn.Linear(3, 5, bias=False)

    assert_none(layer.bias, what="layer.bias of Linear(3, 5, bias=False)")


@pytest.mark.points(3)
def test_forward_multiplies_by_the_weight(nn, rng):
    """Linear multiplies its input by the weight."""
    x, weight = sample(rng, 2, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight, bias=[0, 0])

    y = layer.forward(Tensor(x))

    assert_returns(
        y,
        x @ weight,
        call="layer.forward(x)",
        given={"x": x, "weight": weight},
        mistakes={"the product is scaled once more": x @ weight * np.sqrt(1 / 3)},
    )


@pytest.mark.points(3)
def test_forward_adds_the_bias_to_every_row(nn, rng):
    """Linear adds the bias to every row of x @ weight."""
    x, weight, bias = sample(rng, 2, 3), sample(rng, 3, 2), sample(rng, 2)
    layer = linear(nn, weight=weight, bias=bias)

    y = layer.forward(Tensor(x))

    product = x @ weight
    assert_returns(
        y,
        product + bias,
        call="layer.forward(x)",
        given={"x @ weight": product, "bias": bias},
        mistakes={
            "the bias is missing": product,
            "the bias is added twice": product + 2 * bias,
            "the bias is subtracted": product - bias,
            "the bias is multiplied instead of added": product * bias,
            "the bias is added down the columns": product + bias[:, None],
            "the bias is added to the first row only": product + np.outer([1, 0], bias),
        },
    )


@pytest.mark.points(2)
def test_forward_without_bias_only_multiplies(nn, rng):
    """Without a bias, the result is x @ weight alone."""
    x, weight = sample(rng, 2, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight)

    y = layer.forward(Tensor(x))

    assert_returns(y, x @ weight, call="layer.forward(x)", given={"x": x, "weight": weight})


@pytest.mark.points(3)
def test_parameters_are_weight_and_bias(nn):
    """The parameters are the very tensors [weight, bias]."""
    layer = nn.Linear(3, 2)

    parameters = layer.parameters()

    expected = {"layer.weight": layer.weight, "layer.bias": layer.bias}
    assert_list(parameters, expected, call="Linear(3, 2).parameters()")


@pytest.mark.points(1)
def test_parameters_without_bias_are_the_weight_alone(nn):
    """Without a bias, the parameters are the list [weight]."""
    layer = nn.Linear(3, 2, bias=False)

    parameters = layer.parameters()

    call = "Linear(3, 2, bias=False).parameters()"
    assert_list(parameters, {"layer.weight": layer.weight}, call=call)
