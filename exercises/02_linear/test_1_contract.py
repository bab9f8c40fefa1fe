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
    product_mistakes,
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
def test_bias_is_a_vector_of_zeros(nn, rng):
    """The bias is a Tensor of out_features zeros."""
    layer, other = nn.Linear(3, 5), nn.Linear(3, 5)

    what, zeros = "layer.bias of Linear(3, 5)", np.zeros(5)
    mistakes = {
        "the bias starts as ones": np.ones(5),
        "the length is in_features instead of out_features": np.zeros(3),
    }
    assert_tensor(layer.bias, values=zeros, what=what, mistakes=mistakes)
    other.bias.data = sample(rng, 5)
    what += ", after that of another Linear was set,"
    mistakes = {"the layers share one bias": other.bias}
    assert_tensor(layer.bias, values=zeros, what=what, mistakes=mistakes)


@pytest.mark.points(1)
def test_bias_can_be_left_out(nn):
    """With bias=False the bias is None."""
    layer = nn.Linear(3, 5, bias=False)

    assert_none(layer.bias, what="layer.bias of Linear(3, 5, bias=False)")


@pytest.mark.points(3)
def test_forward_multiplies_by_the_weight(nn, rng):
    """Linear multiplies its input by the weight."""
    for features in (2, 3):
        x, weight = sample(rng, 2, features), sample(rng, features, 2)
        layer = linear(nn, weight=weight)

        y = layer.forward(Tensor(x))

        assert_returns(
            y,
            x @ weight,
            call="layer.forward(x)",
            given={"x": x, "weight": weight},
            mistakes=product_mistakes(x, weight),
        )


@pytest.mark.points(3)
def test_forward_adds_the_bias_to_every_row(nn, rng):
    """Linear adds the bias to every row of x @ weight."""
    x, weight, biases = sample(rng, 2, 2), sample(rng, 2, 2), sample(rng, 2, 2)
    layer, product = linear(nn, weight=weight, bias=biases[0]), x @ weight

    for bias in biases:
        layer.bias.data = bias
        y = layer.forward(Tensor(x))

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
                "the bias is added to x, before the product": (x + bias) @ weight,
                "the sum of the bias is added to every output": product + bias.sum(),
                "the result, or the bias, of an earlier call is remembered": product + biases[0],
            },
        )


@pytest.mark.points(1)
def test_forward_without_bias_only_multiplies(nn, rng):
    """Without a bias, the result is x @ weight alone."""
    x, weight = sample(rng, 2, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight, bias=False)

    y = layer.forward(Tensor(x))

    call = "layer.forward(x) of Linear(3, 2, bias=False)"
    assert_returns(y, x @ weight, call=call, given={"x": x, "weight": weight})


@pytest.mark.points(3)
def test_parameters_are_weight_and_bias(nn):
    """The parameters are the very tensors [weight, bias]."""
    other, layer = nn.Linear(3, 2, bias=True), nn.Linear(3, 2, bias=True)

    for _ in range(2):
        parameters = layer.parameters()

        expected = {"layer.weight": layer.weight, "layer.bias": layer.bias}
        others = {"the weight of another Linear": other.weight}
        mistakes = {"all layers share one list of parameters": others}
        assert_list(parameters, expected, call="Linear(3, 2).parameters()", mistakes=mistakes)


@pytest.mark.points(1)
def test_parameters_without_bias_are_the_weight_alone(nn):
    """Without a bias, the parameters are the list [weight]."""
    layer = nn.Linear(3, 2, bias=False)

    parameters = layer.parameters()

    call = "Linear(3, 2, bias=False).parameters()"
    assert_list(parameters, {"layer.weight": layer.weight}, call=call)
