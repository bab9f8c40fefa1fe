"""What a call must not do besides, and what a subclass may leave out."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_handed_back,
    assert_new_list,
    assert_value,
    layer_raising,
    raises,
    sample,
)
from tinytorch.testing.mistakes.layer import SWALLOWED


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
    errors = []
    layer = layer_raising(nn, errors)
    layer(Tensor([1.0, 2.0]))  # an error without a cause would be no answer

    for error in (TypeError, AttributeError):
        errors.append(error("this layer fails once"))
        call = f"layer(x), where forward raises {error.__name__},"
        with raises(error, call=call, mistake=SWALLOWED):
            layer(Tensor([1.0, 2.0]))


@pytest.mark.points(1)
def test_each_list_of_parameters_is_a_new_one(nn):
    """Each list of parameters is a new one."""
    layer = nn.Layer()

    assert_new_list(layer, call="Layer().parameters()")


@pytest.mark.points(1)
def test_a_subclass_need_not_call_init_of_the_base(nn, rng):
    """A subclass works without super().__init__()."""

    class Scale(nn.Layer):
        def __init__(self, factor):
            self.factor = factor

        def forward(self, x):
            return x * self.factor

    x = sample(rng, 3)
    y = Scale(3.0)(Tensor(x))

    call = "layer(x) of a class whose __init__ only sets self.factor = 3.0,"
    assert_handed_back(y, 3 * x, call=call, given={"x": x})
