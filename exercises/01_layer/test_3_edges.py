"""What a call must not do besides."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import assert_value, raises


@pytest.mark.points(1)
def test_a_call_runs_forward_once(nn):
    """One call of a layer runs its forward once."""
    seen = []

    class Count(nn.Layer):
        def forward(self, x):
            seen.append(x)
            return x

    Count()(Tensor([1.0, 2.0]))

    told = "layer(x) ran forward {} times, but should run it {} time."
    assert_value(len(seen), 1, told=told, mistakes={"forward runs twice": 2})


@pytest.mark.points(1)
def test_an_error_in_forward_reaches_the_caller(nn):
    """An error that forward raises reaches the caller."""

    class Careful(nn.Layer):
        def forward(self, x, limit=None):
            if limit is not None:
                raise TypeError("this layer knows no limit")
            return x

    layer = Careful()
    layer(Tensor([1.0, 2.0]))  # an error without a cause would be no answer

    with raises(TypeError, call="layer(x, limit=3), where forward raises TypeError,"):
        layer(Tensor([1.0, 2.0]), limit=3)
