"""Layers in a row, given in either way, and their parameters."""

import pytest

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Affine,
    assert_list,
    assert_returns,
    parameters_of,
    run,
    sample,
    sequential,
)
from tinytorch.testing.mistakes.sequential import SHARED_LAYERS, order_mistakes


@pytest.mark.points(1)
def test_any_number_of_layers_is_taken(nn):
    """Sequential takes any number of layers."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)

    # More cannot be asked before forward is written; the tests below see what became of them.
    nn.Sequential(a, b)
    nn.Sequential(a, b, a)
    nn.Sequential(a)
    nn.Sequential()


@pytest.mark.points(2)
def test_layers_run_first_to_last(nn, rng):
    """Sequential(a, b) runs a, then b on what a returned."""
    x, (s, t, u, v) = sample(rng, 3), sample(rng, 4) + 0.25
    a, b = Affine(s, t), Affine(u, v)

    y = nn.Sequential(a, b).forward(Tensor(x))

    given = {"x": x, "a.forward(x)": a.of(x), "b.forward(x)": b.of(x)}
    call, mistakes = "Sequential(a, b).forward(x)", order_mistakes(x, a.of, b.of)
    assert_returns(y, b.of(a.of(x)), call=call, given=given, mistakes=mistakes)


@pytest.mark.points(2)
def test_a_list_of_layers_is_taken_as_well(nn, rng):
    """Sequential([a, b]) runs a, then b, just the same."""
    x, a, b = sample(rng, 3), Affine(2.0, 1.0), Affine(4.0, 3.0)
    expected = {"[a, b]": ([a, b], b.of(a.of(x))), "[a]": ([a], a.of(x)), "[]": ([], x)}

    shared = x
    for name, (layers, result) in expected.items():
        y = run(nn.Sequential(layers), x)

        for layer in layers:
            shared = layer.of(shared)
        call, mistakes = f"Sequential({name}).forward(x)", {SHARED_LAYERS: shared}
        assert_returns(y, result, call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(1)
def test_parameters_come_in_the_order_of_the_layers(nn):
    """The parameters of all layers come in order, in one list."""
    a, b = Affine(2.0, 1.0), Affine(4.0, 3.0)
    model = sequential(nn, a, ReLU(), b)

    parameters = model.parameters()

    call = "Sequential(a, ReLU(), b).parameters()"
    assert_list(parameters, parameters_of(a=a, b=b), call=call)
