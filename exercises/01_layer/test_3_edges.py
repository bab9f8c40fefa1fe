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
    failing = []

    class Careful(nn.Layer):
        def forward(self, x):
            if failing:
                failing.clear()  # whoever tries once more gets a result
                raise TypeError("this layer fails once")
            return x

    layer = Careful()
    layer(Tensor([1.0, 2.0]))  # an error without a cause would be no answer
    failing.append(True)

    with raises(TypeError, call="layer(x), where forward raises TypeError,"):
        layer(Tensor([1.0, 2.0]))
