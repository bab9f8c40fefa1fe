"""What every layer can do: forward, call, parameters."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import assert_handed_back, assert_list, raises, sample
from tinytorch.testing.mistakes.layer import call_mistakes


@pytest.mark.points(1)
def test_forward_is_left_to_subclasses(nn):
    """Layer.forward raises its own NotImplementedError."""
    layer = nn.Layer()

    with raises(NotImplementedError, call="Layer().forward(x)"):
        layer.forward(Tensor([1.0, 2.0]))


@pytest.mark.points(1)
def test_calling_a_layer_runs_forward(nn, rng):
    """Calling a layer runs its forward and returns the result."""

    class Double(nn.Layer):
        def forward(self, x):
            return x * 2.0

    layer, first = Double(), sample(rng, 3)
    for x in (first, first + 20):
        y = layer(Tensor(x))

        call, mistakes = "layer(x), where forward(x) returns 2 * x,", call_mistakes(x, first)
        assert_handed_back(y, 2 * x, call=call, given={"x": x}, mistakes=mistakes)


@pytest.mark.points(1)
def test_a_layer_has_no_parameters(nn):
    """Layer.parameters returns an empty list."""
    layer = nn.Layer()

    parameters = layer.parameters()

    assert_list(parameters, {}, call="Layer().parameters()")
