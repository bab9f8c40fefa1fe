"""A Tensor holds float32 numbers of its own, and says in one sentence what it cannot hold."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor


@pytest.mark.parametrize(
    "data",
    [3, 3.5, True, [1, 2], [[1.5], [2]], (1, 2), np.float64(2), np.arange(4), range(3), [],
     np.ones((2, 3), np.float16), np.array([True, False]), [Tensor([1]), Tensor([2])]],
)  # fmt: skip
def test_whatever_holds_real_numbers_becomes_float32(data: Any) -> None:
    tensor = Tensor(data)

    assert tensor.dtype == np.float32
    assert type(tensor.data) is np.ndarray
    np.testing.assert_array_equal(tensor.data, np.asarray(data))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_the_callers_array_is_copied(dtype: type) -> None:
    array = np.ones(3, dtype)
    tensor = Tensor(array)

    array[0] = 7

    np.testing.assert_array_equal(tensor.data, [1, 1, 1])


def test_a_tensor_made_from_a_tensor_has_numbers_of_its_own() -> None:
    original = Tensor([1, 2])
    other = Tensor(original)

    original.data[0] = 7

    np.testing.assert_array_equal(other.data, [1, 2])


def test_shape_size_and_ndim_describe_the_numbers() -> None:
    tensor = Tensor(np.zeros((2, 3, 4)))

    assert (tensor.shape, tensor.size, tensor.ndim) == ((2, 3, 4), 24, 3)


def test_the_gradient_lies_dormant() -> None:
    tensor = Tensor([1.0], requires_grad=True)

    assert tensor.requires_grad is True
    assert tensor.grad is None
    assert (tensor + 1).requires_grad is False


@pytest.mark.parametrize("data", [[[1, 0], [0, 1]], np.eye(2), np.eye(2, dtype=int)])
def test_assigned_data_is_converted_and_copied(data: Any) -> None:
    weight = Tensor(np.zeros((2, 2)))

    weight.data = data

    assert weight.data.dtype == np.float32
    assert not np.shares_memory(weight.data, np.asarray(data))
    np.testing.assert_array_equal(weight.data, np.eye(2))


def test_an_augmented_assignment_changes_the_numbers_in_place() -> None:
    weight = Tensor([1, 2])
    held = weight.data

    weight.data -= 1

    assert weight.data is held
    np.testing.assert_array_equal(held, [0, 1])


@pytest.mark.parametrize(
    ("data", "error", "sentence"),
    [
        ([[1], [1, 2]], ValueError, "rows of equal length; these lists are ragged"),
        (None, TypeError, "real numbers; got None"),
        ("abc", TypeError, "real numbers; got 'abc'"),
        (b"abc", TypeError, "real numbers; got b'abc'"),
        ([1, "a"], TypeError, "real numbers; got 'a'"),
        ([1, None], TypeError, "real numbers; got None"),
        (1j, TypeError, "real numbers; got 1j"),
        ([np.complex64(1j)], TypeError, "real numbers; got np.complex64(1j)"),
        ({1}, TypeError, "real numbers; got {1}"),
        (np.array([1], object), TypeError, "an array of dtype object, which astype(float)"),
        (np.datetime64("2030-01-01"), TypeError, "got np.datetime64('2030-01-01')"),
    ],
)
def test_what_is_no_array_of_numbers_gets_one_sentence(
    data: Any, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error) as caught:
        Tensor(data)

    assert str(caught.value).startswith("A Tensor needs ")
    assert sentence in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_data_refuses_what_the_constructor_refuses() -> None:
    weight = Tensor([1, 2])

    with pytest.raises(TypeError, match="real numbers; got None"):
        weight.data = None  # type: ignore[assignment]

    np.testing.assert_array_equal(weight.data, [1, 2])


@pytest.mark.parametrize(
    ("tensor", "text"),
    [
        (Tensor([1, 2.5]), "Tensor([1. , 2.5], shape=(2,))"),
        (Tensor(3), "Tensor(3., shape=())"),
        (Tensor(np.zeros((0, 3))), "Tensor([], shape=(0, 3))"),
        (Tensor([1], requires_grad=True), "Tensor([1.], shape=(1,), requires_grad=True)"),
        (Tensor([[1, 2], [3, 4]]), "Tensor([[1., 2.],\n        [3., 4.]], shape=(2, 2))"),
    ],
)
def test_repr_shows_numbers_and_shape(tensor: Tensor, text: str) -> None:
    assert repr(tensor) == text


def test_repr_of_a_large_tensor_is_short() -> None:
    assert len(repr(Tensor(np.zeros((100, 100))))) < 500


def test_tensors_are_equal_when_they_are_the_same_object() -> None:
    weight, twin = Tensor([1, 2]), Tensor([1, 2])

    assert weight in [twin, weight]
    assert [twin, weight].index(weight) == 1
    assert len({weight, twin, weight}) == 2


def test_numpy_reads_a_tensor_as_float32() -> None:
    tensor = Tensor([-1, 2])

    assert tensor.numpy() is tensor.data
    assert np.asarray(tensor) is tensor.data
    assert not np.shares_memory(np.array(tensor), tensor.data)
    assert np.asarray(tensor, dtype=np.int64).dtype == np.int64
    assert np.maximum(tensor, 0).dtype == np.float32


def test_a_tensor_of_one_number_is_a_number() -> None:
    tensor = Tensor([[2.5]])

    assert (tensor.item(), float(tensor), bool(tensor)) == (2.5, 2.5, True)
    assert not Tensor(0)


def test_a_tensor_of_several_numbers_has_no_truth() -> None:
    with pytest.raises(ValueError, match=r"shape \(2,\) is neither true nor false: `if`, `or`"):
        bool(Tensor([0, 1]))


def test_len_and_iteration_go_along_the_first_axis() -> None:
    tensor = Tensor([[1, 2], [3, 4], [5, 6]])

    assert len(tensor) == 3
    assert [row.data.tolist() for row in tensor] == [[1, 2], [3, 4], [5, 6]]


@pytest.mark.parametrize("function", [len, iter, list])
def test_a_single_number_has_no_length(function: Any) -> None:
    with pytest.raises(TypeError, match="a single number and has no length"):
        function(Tensor(1))


def test_a_deep_copy_shares_nothing() -> None:
    weight = Tensor([1, 2], requires_grad=True)
    twin = copy.deepcopy(weight)

    weight.data[0] = 7

    assert twin.requires_grad
    np.testing.assert_array_equal(twin.data, [1, 2])


class Remote(Tensor):
    """A tensor whose numbers are computed when they are asked for."""

    @property
    def data(self) -> Any:
        return np.array([[1, 2], [3, 4]], np.float32)


def test_a_subclass_may_have_data_of_its_own() -> None:
    remote = Remote(0)

    assert remote.shape == (2, 2)
    for result in (remote + 1, 1 + remote, Tensor(1) + remote):
        assert type(result) is Tensor
        np.testing.assert_array_equal(result.data, [[2, 3], [4, 5]])
    np.testing.assert_array_equal(remote.matmul(Tensor([1, 1])).data, [3, 7])
    np.testing.assert_array_equal(Tensor([1, 1]).matmul(remote).data, [4, 6])
    np.testing.assert_array_equal(Tensor(remote).data, remote.data)
