"""Layers in a row, given in either way, and their parameters."""

import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import Affine, assert_list, assert_returns, parameters_of, sample


@pytest.mark.points(3)
def test_layers_run_first_to_last(nn, rng):
    """Sequential(a, b) runs a, then b on what a returned."""
    x, (s, t, u, v) = sample(rng, 3), sample(rng, 4) + 0.25
    model = nn.Sequential(Affine(s, t), Affine(u, v))

    y = model.forward(Tensor(x))

    a, b = x * s + t, x * u + v
    assert_returns(
        y,
        a * u + v,
        call="Sequential(a, b).forward(x)",
        given={"x": x, "a.forward(x)": a, "b.forward(x)": b},
        mistakes={
            "the layers run last to first": b * s + t,
            "only the first layer runs": a,
            "the last layer is given x, not what the one before returned": b,
            "each layer is given x, and the results are added": a + b,
            "no layer runs": x,
        },
    )


@pytest.mark.points(2)
def test_a_list_of_layers_is_taken_as_well(nn, rng):
    """Sequential([a, b]) runs a, then b, just the same."""
    x, (s, t, u, v) = sample(rng, 3), sample(rng, 4) + 0.25
    model = nn.Sequential([Affine(s, t), Affine(u, v)])

    y = model.forward(Tensor(x))

    call = "Sequential([a, b]).forward(x)"
    mistakes = {"only the first layer runs": x * s + t, "no layer runs": x}
    assert_returns(y, (x * s + t) * u + v, call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(2)
def test_parameters_come_in_the_order_of_the_layers(nn):
    """The parameters of all layers come in order, in one list."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)
    model = nn.Sequential(a, ReLU(), b)

    parameters = model.parameters()

    call = "Sequential(a, ReLU(), b).parameters()"
    assert_list(parameters, parameters_of(a=a, b=b), call=call)
