"""What a call hands to forward, and what it hands back."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import advised, assert_handed_back, assert_value, layer_returning, sample
from tinytorch.testing.mistakes.layer import keyword_mistakes, position_mistakes, result_mistakes


@pytest.mark.points(1)
def test_calling_passes_positional_arguments_on(nn, rng):
    """Calling a layer passes further positional arguments on."""

    class Combine(nn.Layer):
        def forward(self, x, factor, shift):
            return x * factor + shift

    x, factor, shift = sample(rng, 3), float(sample(rng)), float(sample(rng)) + 0.25
    y = Combine()(Tensor(x), factor, shift)

    given = {"x": x, "factor": factor, "shift": shift}
    mistakes = position_mistakes(x, factor, shift)
    call = "layer(x, factor, shift)"
    assert_handed_back(y, x * factor + shift, call=call, given=given, mistakes=mistakes)


@pytest.mark.points(1)
def test_calling_passes_keyword_arguments_on(nn, rng):
    """Calling a layer passes keyword arguments on."""

    class Combine(nn.Layer):
        def forward(self, x, *, shift=2.0, training=True):
            return x * shift if training else x + shift

    x, shift = sample(rng, 3), float(sample(rng))
    y = Combine()(Tensor(x), training=False, shift=shift)

    call = "layer(x, training=False, shift=shift), where forward returns x + shift,"
    mistakes = keyword_mistakes(x, shift, 2.0)
    assert_handed_back(y, x + shift, call=call, given={"x": x, "shift": shift}, mistakes=mistakes)


@pytest.mark.points(1)
def test_a_result_that_is_no_tensor_is_handed_back_as_it_is(nn):
    """A result that is no Tensor comes back as it is."""
    x = Tensor([1.0, 2.0])
    for result in [3, None, "text", (1.5, "state"), [2.5, 3.5]]:
        layer = layer_returning(nn, result)

        kind = f"a value of type {type(result).__name__}"
        with advised(f"forward returned {kind} here; layer(x) should hand it back as it is."):
            y = layer(x)

        told = "layer(x) returned {}, but should return {}, as forward did."
        assert_value(y, result, told=told, mistakes=result_mistakes(result, x))
