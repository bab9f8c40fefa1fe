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
    assert_normal,
    assert_returns,
    assert_std,
    assert_tensor,
    linear,
    sample,
)


@pytest.mark.points(3)
def test_the_spread_of_the_weights_follows_in_features(nn):
    """The weights' standard deviation is sqrt(1 / in_features)."""
    # n = 160 000 and more, false alarm below 1e-12; a spread that is off by 3 % is seen.
    for shape in [(20, 8000), (1000, 200)]:
        layer = nn.Linear(*shape)

        fan_in, fan_out = shape
        assert_std(
            layer.weight,
            shape,
            np.sqrt(1 / fan_in),
            what=f"the weight of Linear({fan_in}, {fan_out})",
            mistakes={
                "the weights are not scaled": 1.0,
                "the scale is 1 / in_features: no root, or the root used twice": 1 / fan_in,
                "the scale is sqrt(in_features)": np.sqrt(fan_in),
                "out_features is used for in_features": np.sqrt(1 / fan_out),
                "the scale is sqrt(2 / in_features)": np.sqrt(2 / fan_in),
                "the scale counts out_features as well": np.sqrt(2 / (fan_in + fan_out)),
                "the scale is 0.01, whatever in_features is": 0.01,
                "the weights are uniform in ±sqrt(1 / in_features)": np.sqrt(1 / fan_in / 3),
                "the weights are uniform between 0 and the scale": np.sqrt(1 / fan_in / 12),
            },
        )


@pytest.mark.points(1)
def test_the_weights_lie_around_zero(nn):
    """The weights have the mean 0."""
    layer = nn.Linear(400, 500)

    # n = 200 000, false alarm below 1e-12.
    assert_mean(layer.weight, (400, 500), what="the weight of Linear(400, 500)")


@pytest.mark.points(1)
def test_the_weights_are_normally_distributed(nn):
    """The weights are drawn from the normal distribution."""
    layer = nn.Linear(400, 500)

    # n = 200 000, false alarm below 1e-12.
    assert_normal(layer.weight, (400, 500), what="the weight of Linear(400, 500)")


@pytest.mark.points(2)
def test_each_weight_is_a_draw_of_its_own(nn):
    """Each weight is a draw of its own."""
    layer = nn.Linear(60, 50)

    # n = 3000, false alarm below 1e-12.
    assert_drawn_singly(layer.weight, (60, 50), what="the weight of Linear(60, 50)")


@pytest.mark.points(2)
def test_two_layers_share_nothing(nn, rng):
    """Two Linears have weights of their own."""
    first, second = nn.Linear(3, 5), nn.Linear(3, 5)
    # n = 15, false alarm below 1e-100.
    assert_drawn_apart(first.weight, second.weight, (3, 5), what="layer.weight")
    before = second.weight.data.copy()

    first.weight.data = sample(rng, *first.weight.shape)

    what = "of one Linear, after that of another was set,"
    assert_tensor(second.weight, values=before, what=f"layer.weight {what}")


@pytest.mark.points(1)
def test_forward_uses_the_parameters_of_the_moment(nn, rng):
    """Each call uses x and weight as they are then."""
    old_x, x = sample(rng, 2, 2, 3)
    # Symmetric, so that axes that are swapped do not count here.
    old, weight = (sample(rng, 3, 3) for _ in range(2))
    old, weight = old + old.T, weight + weight.T
    layer = linear(nn, weight=old)
    earlier = layer.forward(Tensor(old_x))

    layer.weight.data = weight
    y = layer.forward(Tensor(x))

    assert_returns(
        y,
        x @ weight,
        call="layer.forward(x), after another x and weight,",
        mistakes={
            "the result of an earlier call is remembered": old_x @ old,
            "the weight of an earlier call is remembered": x @ old,
        },
    )
    call = "layer.forward(x), looked at again after a later call,"
    assert_returns(earlier, old_x @ old, call=call)
