"""Tests as many courses have them: fixed examples, and comparisons that ask the objects."""

import numpy as np

from tinytorch.core.tensor import Tensor


def layer_of(nn, bias):
    layer = nn.Linear(2, 2, bias=bias)
    layer.weight.data = np.eye(2)
    if bias:
        layer.bias.data = np.array([10.0, 20.0])
    return layer


def test_forward_adds_the_bias(nn):
    """Linear adds its bias."""
    expected = [[11, 22], [13, 24]]

    y = layer_of(nn, bias=True).forward(Tensor([[1, 2], [3, 4]]))

    assert y.shape == (2, 2)
    assert np.allclose(y.data, expected)


def test_forward_only_multiplies(nn):
    """Without a bias, Linear only multiplies."""
    expected = np.array([[1, 2], [3, 4]])

    y = layer_of(nn, bias=False).forward(Tensor([[1, 2], [3, 4]]))

    assert (y.data == expected).all()
