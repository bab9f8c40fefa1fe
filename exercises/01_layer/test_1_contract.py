"""What every layer can do: forward, call, parameters."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import assert_handed_back, assert_list, raises, sample


@pytest.mark.points(2)
def test_forward_is_left_to_subclasses(nn):
    """Layer.forward raises NotImplementedError."""
    layer = nn.Layer()

    with raises(NotImplementedError, call="Layer().forward(x)"):
        layer.forward(Tensor([1.0, 2.0]))


@pytest.mark.points(2)
def test_calling_a_layer_returns_what_forward_returns(nn, rng):
    """Calling a layer returns what its forward returns."""

    class Double(nn.Layer):
        def forward(self, x):
            return x * 2.0

    layer, first = Double(), sample(rng, 3)
    for x in (first, first + 20):
        y = layer(Tensor(x))

        assert_handed_back(
            y,
            2.0 * x,
            call="layer(x), where forward(x) returns 2 * x,",
            given={"x": x},
            mistakes={
                "x is returned, not what forward gave": x,
                "forward runs twice, one after the other": 4.0 * x,
                "the result of the first call is remembered": 2.0 * first,
            },
        )


@pytest.mark.points(1)
def test_a_layer_has_no_parameters(nn):
    """Layer.parameters returns an empty list."""
    layer = nn.Layer()

    parameters = layer.parameters()

    assert_list(parameters, {}, call="Layer().parameters()")
