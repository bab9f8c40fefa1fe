"""What Linear has and what it computes."""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_list,
    assert_none,
    assert_returns,
    assert_tensor,
    bias_of,
    linear,
    sample,
    set_parameters,
    symmetric,
    weight_of,
)
from tinytorch.testing.mistakes.linear import bias_mistakes, product_mistakes, sum_mistakes


@pytest.mark.points(2)
def test_weight_has_the_shape_in_by_out(nn):
    """The weight is an (in_features, out_features) Tensor."""
    layer = nn.Linear(3, 5)

    hint = "which of the two numbers is the length of a row of the input?"
    assert_tensor(layer.weight, shape=(3, 5), what="layer.weight of Linear(3, 5)", hint=hint)


@pytest.mark.points(2)
def test_bias_is_a_vector_of_zeros(nn):
    """The bias is a Tensor of out_features zeros."""
    layer = nn.Linear(3, 5)

    what, mistakes = "layer.bias of Linear(3, 5)", bias_mistakes(3, 5)
    assert_tensor(layer.bias, values=np.zeros(5), what=what, mistakes=mistakes)


@pytest.mark.points(1)
def test_bias_can_be_left_out(nn):
    """With bias=False the bias is None."""
    layer = nn.Linear(3, 5, bias=False)

    what = "layer.bias of Linear(3, 5, bias=False)"
    assert_none(layer.bias, what=what, mistake="a bias is made where none is asked for")


@pytest.mark.points(3)
def test_forward_multiplies_by_the_weight(nn, rng):
    """Linear multiplies its input by the weight."""
    for features in (2, 3):
        x, weight = sample(rng, 2, features), sample(rng, features, 2)
        layer = linear(nn, weight=weight)

        y = layer.forward(Tensor(x))

        given, mistakes = {"x": x, "weight": weight}, product_mistakes(x, weight)
        assert_returns(y, x @ weight, call="layer.forward(x)", given=given, mistakes=mistakes)


@pytest.mark.points(3)
def test_forward_adds_the_bias_to_every_row(nn, rng):
    """Linear adds the bias to every row of x @ weight."""
    x, weight, biases = sample(rng, 2, 2), symmetric(rng, 2), sample(rng, 2, 2)
    layer = linear(nn, weight=weight, bias=biases[0])

    for bias in biases:
        set_parameters(layer, weight, bias)
        y = layer.forward(Tensor(x))

        given = {"x @ weight": x @ weight, "bias": bias}
        mistakes = sum_mistakes(x, weight, bias, earlier=biases[0])
        call, expected = "layer.forward(x)", x @ weight + bias
        assert_returns(y, expected, call=call, given=given, mistakes=mistakes)


@pytest.mark.points(1)
def test_forward_without_bias_only_multiplies(nn, rng):
    """Without a bias, the result is x @ weight alone."""
    x, weight = sample(rng, 2, 3), sample(rng, 3, 2)
    layer = linear(nn, weight=weight, bias=False)

    y = layer.forward(Tensor(x))

    call = "layer.forward(x) of Linear(3, 2, bias=False)"
    assert_returns(y, x @ weight, call=call, given={"x": x, "weight": weight})


@pytest.mark.points(2)
def test_parameters_are_weight_and_bias(nn):
    """The parameters are the very tensors [weight, bias]."""
    other, layer = nn.Linear(3, 2), nn.Linear(3, 2)

    for _ in range(2):
        parameters = layer.parameters()

        weight, bias = weight_of(layer), bias_of(layer)
        expected = {"layer.weight": weight, "layer.bias": bias}
        others = {"the weight of another Linear": weight_of(other)}
        mistakes = {"all layers share one list of parameters": others}
        assert_list(parameters, expected, call="Linear(3, 2).parameters()", mistakes=mistakes)


@pytest.mark.points(1)
def test_parameters_without_bias_are_the_weight_alone(nn):
    """Without a bias, the parameters are the list [weight]."""
    layer = nn.Linear(3, 2, bias=False)

    parameters = layer.parameters()

    call = "Linear(3, 2, bias=False).parameters()"
    assert_list(parameters, {"layer.weight": weight_of(layer)}, call=call)
