"""Whom forward tells whether it is training, and how."""

import numpy as np
import pytest

from tinytorch.core.activations import ReLU, Softmax
from tinytorch.core.tensor import Tensor
from tinytorch.testing import Affine, Noise, assert_returns, assert_value, sample


@pytest.mark.points(2)
def test_layers_are_told_that_it_is_not_training(nn):
    """Layers that take training are told when it is not."""
    first, last = Noise(), Noise()
    model = nn.Sequential(first, Affine(2.0, 1.0), last)

    y = model.forward(Tensor([1.0, 2.0]), training=False)

    call = "model.forward(x, training=False)"
    told = f"{call} called a layer with training = {{}}; it should be called once, with {{}}."
    mistakes = {
        "the layers are not told, or only those of some class": [None],
        "the layers are told to train": [True],
    }
    assert_value(first.told, [False], told=told, mistakes=mistakes)
    assert_value(last.told, [False], told=told, mistakes=mistakes)
    assert_returns(y, [3.0, 5.0], call=call)


@pytest.mark.points(1)
def test_training_is_the_default(nn):
    """Training is the default, at each call anew."""
    noise = Noise()
    model = nn.Sequential(noise, Affine(2.0, 1.0))

    model.forward(Tensor([1.0, 2.0]))
    model.forward(Tensor([1.0, 2.0]), training=False)
    y = model.forward(Tensor([1.0, 2.0]))

    calls = "forward(x), forward(x, training=False) and forward(x)"
    told = f"{calls} called a layer with training = {{}}; it should be called with {{}}."
    mistakes = {
        "evaluation is the default": [False, False, False],
        "the layers are told only when it is not training": [None, False, None],
        "the layers are told to train whatever the call says": [True, True, True],
        "evaluation once means evaluation for ever": [True, False, False],
    }
    assert_value(noise.told, [True, False, True], told=told, mistakes=mistakes)
    assert_returns(y, [5.0, 7.0], call="model.forward(x)")


@pytest.mark.points(1)
def test_other_layers_are_given_x_alone(nn, rng):
    """Layers that take no training are given x alone."""
    x = sample(rng, 2, 3, 4)
    positive = np.maximum(x, 0)
    model = nn.Sequential(Affine(1.0, 0.0), ReLU(), Softmax())

    def softmax(axis):
        powers = np.exp(positive)
        return powers / powers.sum(axis, keepdims=True)

    expected, call = softmax(-1), "Sequential(Affine, ReLU(), Softmax()).forward(x, training={})"
    for training, axis in [(True, 1), (False, 0)]:
        mistakes = {"Softmax takes the flag for its axis": softmax(axis)}
        y = model.forward(Tensor(x), training=training)

        assert_returns(y, expected, call=call.format(training), mistakes=mistakes)


@pytest.mark.points(1)
def test_the_flag_is_passed_by_keyword(nn):
    """The flag is passed by keyword, wherever training stands."""
    told = []

    class Late(Noise):
        def forward(self, x, dim=-1, training=None):
            told.append((dim, training))
            return x

    class KeywordOnly(Noise):
        def forward(self, x, dim=-1, *, training):
            told.append((dim, training))
            return x

    call = "forward(x, dim=-1, training=None) of a layer"
    sentence = f"{call} got (dim, training) = {{}}; it should be called once, with {{}}."
    positional = {"the flag is passed by its position": [(False, None)]}
    for layer in [Late(), KeywordOnly()]:
        told.clear()
        y = nn.Sequential(layer, ReLU()).forward(Tensor([1.0, 2.0]), training=False)

        assert_value(told, [(-1, False)], told=sentence, mistakes=positional)
        assert_returns(y, [1.0, 2.0], call="model.forward(x, training=False)")
