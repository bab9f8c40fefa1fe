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

    assert_value(len(seen), 1, what="the number of times that layer(x) ran forward")


@pytest.mark.points(1)
def test_an_error_in_forward_reaches_the_caller(nn):
    """An error that forward raises reaches the caller of the layer."""

    class Careful(nn.Layer):
        def forward(self, x):
            if x.size == 0:
                raise LookupError("nothing to compute with")
            return x

    layer = Careful()
    layer(Tensor([1.0, 2.0]))

    with raises(LookupError, call="layer(x), where forward(x) raises LookupError,"):
        layer(Tensor([]))
