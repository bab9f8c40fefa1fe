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
            "the last layer runs alone, or is given x itself": b,
            "each layer is given x, and the results are added": a + b,
            "the input of each layer is added to its output": (x + a) * (1 + u) + v,
            "each layer runs twice": ((a * s + t) * u + v) * u + v,
            "no layer runs, or the results are thrown away": x,
        },
    )


@pytest.mark.points(2)
def test_a_list_of_layers_is_taken_as_well(nn, rng):
    """Sequential([a, b]) runs a, then b, just the same."""
    x, (s, t, u, v) = sample(rng, 3), sample(rng, 4) + 0.25
    a, b = Affine(s, t), Affine(u, v)
    expected = {"[a, b]": ([a, b], (x * s + t) * u + v), "[a]": ([a], x * s + t), "[]": ([], x)}

    for name, (layers, result) in expected.items():
        y = nn.Sequential(layers).forward(Tensor(x))

        assert_returns(y, result, call=f"Sequential({name}).forward(x)", given={"x": x})


@pytest.mark.points(2)
def test_parameters_come_in_the_order_of_the_layers(nn):
    """The parameters of all layers come in order, in one list."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)
    model = nn.Sequential(a, ReLU(), b)

    parameters = model.parameters()

    call = "Sequential(a, ReLU(), b).parameters()"
    assert_list(parameters, parameters_of(a=a, b=b), call=call)
