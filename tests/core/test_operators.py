"""Operations give what NumPy gives, in float32, and name both shapes where there is no result."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tinytorch.core.tensor import Tensor

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv]
# Powers of two and their small multiples: exact in float32, and never 0 as a divisor.
NUMBERS = st.sampled_from([-4.0, -1.5, -0.25, 0.5, 1.0, 3.0, 8.0])


def arrays(shape: tuple[int, ...], dtype: Any = np.float32) -> st.SearchStrategy[Any]:
    """Draw arrays of one shape."""
    return hnp.arrays(dtype, shape, elements=NUMBERS)


@st.composite
def broadcasting_pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw two float32 arrays that NumPy can broadcast."""
    first, second = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_side=3)).input_shapes
    return draw(arrays(first)), draw(arrays(second))


def assert_float32(actual: Tensor, expected: Any) -> None:
    """Assert that a result is a plain Tensor of float32 with these numbers."""
    assert type(actual) is Tensor
    assert type(actual.data) is np.ndarray
    assert actual.dtype == np.float32
    np.testing.assert_array_equal(actual.data, expected, strict=False)
    assert actual.shape == np.shape(expected)


@pytest.mark.parametrize("operation", OPERATORS)
@given(pair=broadcasting_pairs())
def test_tensors_broadcast_as_numpy_does(operation: Callable[..., Any], pair: Any) -> None:
    left, right = pair

    assert_float32(operation(Tensor(left), Tensor(right)), operation(left, right))


@pytest.mark.parametrize("operation", OPERATORS)
@pytest.mark.parametrize(
    "other",
    [2, 0.5, True, np.float64(0.25), np.float32(2), np.int64(3), np.array(2.0),
     np.array([1.0, 2.0]), np.array([1, 2]), np.array([[True], [True]])],
)  # fmt: skip
@pytest.mark.parametrize("shape", [(), (2,), (3, 2, 2)])
def test_scalars_and_arrays_on_either_side_leave_float32(
    operation: Callable[..., Any], other: Any, shape: tuple[int, ...]
) -> None:
    array = np.full(shape, 4, np.float32)
    number = np.asarray(other, np.float32)

    assert_float32(operation(Tensor(array), other), operation(array, number))
    assert_float32(operation(other, Tensor(array)), operation(number, array))


def test_negation_changes_every_sign() -> None:
    assert_float32(-Tensor([1, -2]), [-1, 2])


def test_operators_leave_their_operands_alone() -> None:
    x = y = Tensor([1, 2])

    x += 1
    x *= 2

    assert_float32(x, [4, 6])
    assert_float32(y, [1, 2])


@pytest.mark.parametrize("operation", [*OPERATORS, operator.matmul])
def test_a_result_shares_no_memory_with_its_operands(operation: Callable[..., Any]) -> None:
    x, y = Tensor(np.eye(2)), Tensor(np.ones((2, 2)))

    result = operation(x, y)

    assert not np.shares_memory(result.data, x.data)
    assert not np.shares_memory(result.data, y.data)


@pytest.mark.parametrize("other", [None, [1, 2], "a", 1j])
def test_other_types_are_named_by_python(other: Any) -> None:
    with pytest.raises(TypeError, match=rf"for \+: 'Tensor' and '{type(other).__name__}'"):
        Tensor([1, 2]) + other


@pytest.mark.parametrize(
    ("operation", "verb"),
    [
        (operator.add, "add"),
        (operator.sub, "subtract"),
        (operator.mul, "multiply"),
        (operator.truediv, "divide"),
    ],
)
def test_shapes_that_do_not_broadcast_are_named(operation: Callable[..., Any], verb: str) -> None:
    with pytest.raises(ValueError, match=rf"^Cannot {verb}: \(32, 10\) and \(784,\) do not broad"):
        operation(Tensor(np.zeros((32, 10))), Tensor(np.zeros(784)))


@pytest.mark.parametrize(
    ("left", "right"),
    [((3,), (3,)), ((3,), (3, 2)), ((4, 3), (3,)), ((4, 3), (3, 2)), ((0, 3), (3, 2)),
     ((5, 4, 3), (3, 2)), ((5, 4, 3), (5, 3, 2)), ((1, 2, 4, 3), (5, 1, 3, 2)), ((3,), (5, 3, 2))],
)  # fmt: skip
@settings(max_examples=20)
@given(data=st.data())
def test_matmul_multiplies_as_numpy_does(
    left: tuple[int, ...], right: tuple[int, ...], data: st.DataObject
) -> None:
    a, b = data.draw(arrays(left)), data.draw(arrays(right))

    assert_float32(Tensor(a).matmul(Tensor(b)), np.matmul(a, b))
    assert_float32(Tensor(a) @ Tensor(b), np.matmul(a, b))


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ((32, 128), (256, 10), "Inner dimensions must match: 128 ≠ 256"),
        ((3,), (4,), "Inner dimensions must match: 3 ≠ 4"),
        ((2, 3), (2,), "Inner dimensions must match: 3 ≠ 2"),
        ((5, 2, 3), (5, 4, 2), "Inner dimensions must match: 3 ≠ 4"),
        ((2, 4, 3), (5, 3, 4), "Batch dimensions must broadcast: (2,) and (5,)"),
        ((), (2, 3), "A single number has no inner dimension; multiply with *"),
        ((2, 3), (), "A single number has no inner dimension; multiply with *"),
    ],
)
def test_matmul_says_why_two_shapes_have_no_product(
    left: tuple[int, ...], right: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - compared whole, below
        Tensor(np.zeros(left)) @ Tensor(np.zeros(right))

    assert str(caught.value) == f"Cannot perform matrix multiplication: {left} @ {right}. {reason}"
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("other", [np.eye(2), [[1, 0], [0, 1]], None, 2])
def test_matmul_takes_tensors_only(other: Any) -> None:
    given = type(other).__name__
    with pytest.raises(TypeError, match=rf"multiplication: Tensor @ {given}\. .* Tensor\(\.\.\.\)"):
        Tensor(np.eye(2)).matmul(other)
    with pytest.raises(TypeError, match=rf"multiplication: {given} @ Tensor\. .* Tensor\(\.\.\.\)"):
        other @ Tensor(np.eye(2))


@pytest.mark.parametrize("shape", [(4,), (-1,), (4, 1), (-1, 2), (1, 2, 2)])
def test_reshape_takes_numbers_or_a_tuple(shape: tuple[int, ...]) -> None:
    x = Tensor([[1, 2], [3, 4]])

    assert_float32(x.reshape(*shape), x.data.reshape(shape))
    assert_float32(x.reshape(shape), x.data.reshape(shape))


def test_reshape_to_another_size_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"^cannot reshape array of size 4 into shape \(3,2\)$"):
        Tensor([[1, 2], [3, 4]]).reshape(3, 2)


@pytest.mark.parametrize("shape", [(-2, 2), (2, -3), ([-2, 2],), ((4, -7),)])
def test_reshape_refuses_a_length_below_minus_one(shape: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"^reshape was given a length of -\d; only -1 asks"):
        Tensor([[1, 2], [3, 4]]).reshape(*shape)


def test_transpose_swaps_the_last_two_axes_or_those_named() -> None:
    x = Tensor(np.arange(24).reshape(2, 3, 4))

    assert_float32(x.T, x.data.swapaxes(1, 2))
    assert_float32(x.transpose(), x.data.swapaxes(1, 2))
    assert_float32(x.transpose(0, 2), x.data.swapaxes(0, 2))
    assert_float32(x.transpose(dim0=0, dim1=-2), x.data.swapaxes(0, 1))


def test_transpose_of_a_matrix_turns_rows_into_columns() -> None:
    assert_float32(Tensor([[1, 2, 3], [4, 5, 6]]).T, [[1, 4], [2, 5], [3, 6]])


def test_transpose_leaves_a_vector_as_it_is() -> None:
    assert_float32(Tensor([1, 2]).T, [1, 2])
    assert_float32(Tensor(1).transpose(), 1)


def test_transpose_refuses_an_axis_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="axis 2 is out of bounds for array of dimension 2"):
        Tensor([[1, 2]]).transpose(0, 2)


@pytest.mark.parametrize("axis", [{"dim0": 0}, {"dim1": -1}, {"dim0": -2}])
def test_transpose_refuses_a_single_axis(axis: dict[str, int]) -> None:
    for x in (Tensor([1, 2]), Tensor([[1, 2]])):
        with pytest.raises(TypeError, match=r"^transpose swaps two axes; give both, or none"):
            x.transpose(**axis)


@pytest.mark.parametrize(
    "key", [0, -1, (0, 1), (slice(None), 1), slice(1), ..., None, [1, 0], np.array([True, False])]
)
def test_indexing_gives_tensors(key: Any) -> None:
    x = Tensor([[1, 2], [3, 4]])

    assert_float32(x[key], x.data[key])


def test_an_index_out_of_range_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 2"):
        Tensor([1, 2])[5]


@pytest.mark.parametrize("name", ["sum", "mean", "max"])
@pytest.mark.parametrize("axis", [None, 0, -1, (0, 1)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_reductions_agree_with_numpy(name: str, axis: Any, keepdims: bool) -> None:
    x = Tensor(np.arange(12).reshape(3, 4))

    result = getattr(x, name)(axis=axis, keepdims=keepdims)

    assert_float32(result, getattr(np, name)(x.data, axis=axis, keepdims=keepdims))


@pytest.mark.parametrize("axis", [None, 0])
def test_sums_keep_small_terms_beside_large_ones(axis: int | None) -> None:
    # In float32, 2 ** 24 + 1 is 2 ** 24 again.
    x = Tensor([2**24, 1, 1])

    assert x.sum(axis).item() == 2**24 + 2
    assert x.mean(axis).item() == (2**24 + 2) / 3
