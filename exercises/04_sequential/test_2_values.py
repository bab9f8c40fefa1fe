"""Whom forward tells whether it is training, and how."""

import numpy as np
import pytest

from tinytorch.core.activations import ReLU, Softmax
from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Affine,
    KeywordOnly,
    Late,
    Noise,
    assert_returns,
    assert_value,
    sample,
    sequential,
    softmax,
)
from tinytorch.testing.mistakes.sequential import (
    BY_POSITION,
    DEFAULT_MISTAKES,
    NOT_SEEN,
    NOT_TOLD,
    TOLD_MISTAKES,
)


@pytest.mark.points(1)
def test_layers_are_told_that_it_is_not_training(nn):
    """Layers that take training are told when it is not."""
    first, last = Noise(), Noise()
    model = sequential(nn, first, Affine(2.0, 1.0), last)

    y = model.forward(Tensor([1.0, 2.0]), training=False)

    call = "model.forward(x, training=False)"
    told = f"{call} called a layer with training = {{}}; it should be called once, with {{}}."
    for noise in (first, last):
        assert_value(noise.told, [False], told=told, mistakes=TOLD_MISTAKES)
    assert_returns(y, [3.0, 5.0], call=call)


@pytest.mark.points(1)
def test_training_is_the_default(nn):
    """Training is the default, at each call anew."""
    noise = Noise()
    model, x = sequential(nn, noise, Affine(2.0, 1.0)), Tensor([1.0, 2.0])

    model.forward(x)
    model.forward(x, training=False)
    model.forward(x)

    calls = "forward(x), forward(x, training=False) and forward(x)"
    told = f"{calls} called a layer with training = {{}}; it should be called with {{}}."
    assert_value(noise.told, [True, False, True], told=told, mistakes=DEFAULT_MISTAKES)


@pytest.mark.points(1)
def test_other_layers_are_given_x_alone(nn, rng):
    """Layers that take no training are given x alone."""
    x = sample(rng, 2, 3, 4)
    model = sequential(nn, Affine(1.0, 0.0), ReLU(), Softmax())

    for training in (True, False):
        y = model.forward(Tensor(x), training=training)

        call = f"Sequential(Affine, ReLU(), Softmax()).forward(x, training={training})"
        positive = np.maximum(x, 0)
        mistakes = {"Softmax takes the flag for its axis": softmax(positive, int(training))}
        assert_returns(y, softmax(positive, -1), call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_the_flag_is_passed_by_keyword(nn):
    """Training goes by keyword, wherever that parameter stands."""
    for layer, unseen in ((Late(), NOT_TOLD), (KeywordOnly(), NOT_SEEN)):
        sequential(nn, layer, ReLU()).forward(Tensor([1.0, 2.0]), training=False)

        call = f"{layer.signature} of a layer"
        told = f"{call} got (dim, training) = {{}}; it should be called once, with {{}}."
        mistakes = {BY_POSITION: [(False, None)], unseen: [(-1, None)]}
        assert_value(layer.told, [(-1, False)], told=told, mistakes=mistakes)
