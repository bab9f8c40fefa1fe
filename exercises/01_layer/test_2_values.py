"""What a call hands to forward, and what it hands back."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import advised, assert_handed_back, assert_value, sample


@pytest.mark.points(1)
def test_calling_passes_positional_arguments_on(nn, rng):
    """Calling a layer passes further positional arguments on."""

    class Combine(nn.Layer):
        def forward(self, x, factor, shift):
            return x * factor + shift

    x, factor, shift = sample(rng, 3), float(sample(rng)), float(sample(rng)) + 0.25

    y = Combine()(Tensor(x), factor, shift)

    assert_handed_back(
        y,
        x * factor + shift,
        call="layer(x, factor, shift)",
        given={"x": x, "factor": factor, "shift": shift},
        mistakes={"the arguments arrive in another order": x * shift + factor},
    )


@pytest.mark.points(1)
def test_calling_passes_keyword_arguments_on(nn, rng):
    """Calling a layer passes keyword arguments on."""

    class Combine(nn.Layer):
        def forward(self, x, *, factor=1.0, shift=0.0):
            return x * factor + shift

    x, factor, shift = sample(rng, 3), float(sample(rng)), float(sample(rng))

    y = Combine()(Tensor(x), shift=shift, factor=factor)

    assert_handed_back(
        y,
        x * factor + shift,
        call="layer(x, shift=shift, factor=factor)",
        given={"x": x, "factor": factor, "shift": shift},
        mistakes={"keyword arguments are dropped": x},
    )


@pytest.mark.points(1)
def test_any_result_of_forward_is_handed_back_as_it_is(nn):
    """Calling a layer hands back any result of forward as it is."""
    results = [3, None, "text", [1.5, 2.5], (Tensor([1.0, 2.0]), "state")]

    answers = []

    class Answer(nn.Layer):
        def forward(self, x):
            return answers[-1]

    layer, x = Answer(), Tensor([1.0, 2.0])
    for result in results:
        answers.append(result)
        kind = f"a value of type {type(result).__name__}"
        with advised(f"forward returned {kind} here; layer(x) should hand it back as it is."):
            y = layer(x)

        told = "layer(x) returned {}, but should return {}, as forward did."
        assert_value(
            y,
            result,
            told=told,
            mistakes={"the method returns nothing, or what is still None": None},
        )
