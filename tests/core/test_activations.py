"""Activations keep shape and dtype, and stay finite where their formula would overflow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tinytorch.core.activations import ReLU, Sigmoid, Softmax, Tanh
from tinytorch.core.tensor import Tensor

ACTIVATIONS = [ReLU(), Sigmoid(), Tanh(), Softmax()]


@pytest.mark.parametrize(
    ("activation", "x", "expected"),
    [
        (ReLU(), [-2, 0, 3], [0, 0, 3]),
        (Sigmoid(), [-np.log(3), 0, np.log(3)], [0.25, 0.5, 0.75]),
        (Tanh(), [-np.log(2), 0, np.log(2)], [-0.6, 0, 0.6]),
        (Softmax(), [[0, np.log(3)], [5, 5]], [[0.25, 0.75], [0.5, 0.5]]),
    ],
)
def test_an_activation_computes_its_formula(activation: Any, x: Any, expected: Any) -> None:
    np.testing.assert_allclose(activation.forward(Tensor(x)).data, expected, rtol=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 4, 3), (0, 3)])
def test_an_activation_keeps_shape_and_float32(activation: Any, shape: tuple[int, ...]) -> None:
    y = activation.forward(Tensor(np.ones(shape)))

    assert type(y) is Tensor
    assert (y.shape, y.dtype) == (shape, np.float32)


@pytest.mark.parametrize(
    ("activation", "low", "high"), [(ReLU(), 0, 1000), (Sigmoid(), 0, 1), (Tanh(), -1, 1)]
)
def test_large_numbers_saturate_without_a_warning(activation: Any, low: int, high: int) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y = activation.forward(Tensor([-1000, 1000]))

    assert y.data.tolist() == [low, high]


def test_sigmoid_keeps_its_precision_far_below_zero() -> None:
    np.testing.assert_allclose(Sigmoid().forward(Tensor([-50])).data, [np.exp(-50.0)], rtol=1e-5)


def test_softmax_of_large_numbers_adds_up_to_one() -> None:
    with np.errstate(over="raise", invalid="raise"):
        y = Softmax().forward(Tensor([[1000, 1000], [-1000, 1000]]))

    assert y.data.tolist() == [[0.5, 0.5], [0, 1]]


def test_softmax_takes_the_largest_numbers_of_float32() -> None:
    largest = float(np.finfo(np.float32).max)
    with np.errstate(over="raise", invalid="raise"):
        y = Softmax().forward(Tensor([[largest, -largest], [-largest, -largest]]))

    assert y.data.tolist() == [[1, 0], [0.5, 0.5]]


@pytest.mark.parametrize("dim", [0, 1, -2])
def test_softmax_adds_up_to_one_along_the_axis_it_is_given(dim: int) -> None:
    y = Softmax()(Tensor(np.arange(24).reshape(2, 3, 4)), dim=dim)

    np.testing.assert_allclose(y.sum(axis=dim).data, 1, rtol=1e-6)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_call_is_a_call_of_forward(activation: Any) -> None:
    x = Tensor([[-1, 2], [3, -4]])

    np.testing.assert_array_equal(activation(x).data, activation.forward(x).data)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_leaves_its_input_alone(activation: Any) -> None:
    x = Tensor([-1, 2])

    y = activation.forward(x)

    assert x.data.tolist() == [-1, 2]
    assert not np.shares_memory(x.data, y.data)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_activation_has_nothing_to_learn(activation: Any) -> None:
    assert activation.parameters() == []


def test_repr_names_the_activation() -> None:
    assert [repr(a) for a in ACTIVATIONS] == ["ReLU()", "Sigmoid()", "Tanh()", "Softmax()"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("x", [np.ones(2, np.float32), [1.0], 1.0, None])
def test_an_activation_asks_for_a_tensor(activation: Any, x: Any) -> None:
    sentence = f"^{type(activation).__name__} needs a Tensor; got {type(x).__name__}"
    with pytest.raises(TypeError, match=sentence):
        activation.forward(x)
