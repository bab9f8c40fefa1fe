"""How the weights are drawn, and that forward uses those of the moment.

The bounds of random numbers hold for every generator. Each is left by right code with a
probability below 10^-12; tinytorch/testing/statistics.py computes it from n.
"""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_drawn_apart,
    assert_drawn_singly,
    assert_mean,
    assert_new_list,
    assert_normal,
    assert_own,
    assert_returns,
    assert_std,
    bias_of,
    linear,
    multiply,
    run,
    sample,
    set_parameters,
    symmetric,
    weight_of,
)
from tinytorch.testing.mistakes import COPIED
from tinytorch.testing.mistakes.linear import (
    SHARED_BIAS,
    SHARED_WEIGHT,
    memory_mistakes,
    spread_mistakes,
)


@pytest.mark.points(3)
def test_the_spread_of_the_weights_follows_in_features(nn):
    """The weights' standard deviation is sqrt(1 / in_features)."""
    # n = 160 000 and more, false alarm below 1e-12; a spread that is off by 3 % is seen.
    for fan_in, fan_out in [(20, 8000), (1000, 200)]:
        layer = nn.Linear(fan_in, fan_out)

        shape, sigma = (fan_in, fan_out), np.sqrt(1 / fan_in)
        what, mistakes = f"the weight of Linear{shape}", spread_mistakes(fan_in, fan_out)
        assert_std(weight_of(layer), shape, sigma, what=what, mistakes=mistakes)


@pytest.mark.points(1)
def test_the_weights_lie_around_zero(nn):
    """The weights have the mean 0."""
    layer = nn.Linear(400, 500)

    # n = 200 000, false alarm below 1e-12.
    assert_mean(weight_of(layer), (400, 500), what="the weight of Linear(400, 500)")


@pytest.mark.points(1)
def test_the_weights_are_normally_distributed(nn):
    """The weights are drawn from the normal distribution."""
    layer = nn.Linear(400, 500)

    # n = 200 000, false alarm below 1e-12.
    assert_normal(weight_of(layer), (400, 500), what="the weight of Linear(400, 500)")


@pytest.mark.points(1)
def test_each_weight_is_a_draw_of_its_own(nn):
    """Each weight is a draw of its own."""
    layer = nn.Linear(60, 50)

    # n = 3000, false alarm below 1e-12.
    assert_drawn_singly(weight_of(layer), (60, 50), what="the weight of Linear(60, 50)")


@pytest.mark.points(1)
def test_two_layers_draw_their_own_weights(nn):
    """Two Linears draw weights of their own."""
    first, second = nn.Linear(20, 30), nn.Linear(20, 30)

    # n = 600, false alarm below 1e-100.
    assert_drawn_apart(weight_of(first), weight_of(second), (20, 30), what="layer.weight")


@pytest.mark.points(1)
def test_two_layers_share_no_parameters(nn, rng):
    """Setting one Linear's parameters leaves another's alone."""
    weight, bias = symmetric(rng, 3), sample(rng, 3)
    layer, other = linear(nn, weight=weight, bias=bias), nn.Linear(3, 3)

    set_parameters(other, weight=sample(rng, 3, 3), bias=sample(rng, 3))

    what = "of one Linear, when that of another was set"
    assert_own(weight_of(layer), weight, what=f"layer.weight {what}", mistake=SHARED_WEIGHT)
    assert_own(bias_of(layer), bias, what=f"layer.bias {what}", mistake=SHARED_BIAS)


@pytest.mark.points(1)
def test_forward_uses_the_parameters_of_the_moment(nn, rng):
    """Linear remembers neither x nor weight between calls."""
    x, new_x = sample(rng, 2, 2, 3)
    weight, new_weight = symmetric(rng, 3), symmetric(rng, 3)
    layer = linear(nn, weight=weight)
    layer.forward(Tensor(x))

    set_parameters(layer, new_weight)
    y = run(layer, new_x)

    mistakes = memory_mistakes((x, weight), (new_x, new_weight))
    call = "layer.forward(x), after another x and weight,"
    assert_returns(y, new_x @ new_weight, call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_who_changes_the_parameters_changes_the_layer(nn, rng):
    """Whoever changes the parameters changes the layer."""
    x, weight, bias = sample(rng, 2, 3), symmetric(rng, 3), sample(rng, 3)
    layer = linear(nn, weight=weight, bias=bias)

    new_weight, new_bias = multiply(layer.parameters(), -2.0, weight, bias)
    y = run(layer, x)

    call, mistakes = "layer.forward(x), with all parameters times -2,", {COPIED: x @ weight + bias}
    assert_returns(y, x @ new_weight + new_bias, call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_each_list_of_parameters_is_a_new_one(nn):
    """Each list of parameters is a new one."""
    assert_new_list(nn.Linear(3, 2), call="Linear(3, 2).parameters()")
