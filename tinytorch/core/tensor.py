"""The tensor that layers compute with: a float32 NumPy array with the arithmetic of the field.

Every result is a new `Tensor` of dtype float32, whatever the other operand was. Reshaping,
transposing and indexing give views where NumPy does; everything else has memory of its own.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]
    Axis = int | tuple[int, ...] | None


class Tensor:
    """An array of float32 numbers.

    Two tensors are equal (``==``) only when they are the same object, so that one can be looked
    up in a list of parameters. Values are compared with NumPy: ``np.array_equal(a, b)``.

    Parameters
    ----------
    data : number, nested lists of numbers, array or Tensor
        The numbers, which are copied: the tensor never shares memory with what it was given.
    requires_grad : bool
        Whether a later module is to compute a gradient; without effect here.

    Attributes
    ----------
    grad : None
        The place of the gradient, for a later module.
    """

    # Defaults of the class, so that `_wrap` has one attribute to set.
    requires_grad: bool = False
    grad: Any = None

    # Lets `array + tensor` reach `Tensor.__radd__`, while `np.maximum(tensor, 0)` still works.
    __array_priority__ = 1000

    def __init__(self, data: npt.ArrayLike | Tensor, requires_grad: bool = False) -> None:
        self._data = _copy(data)
        self.requires_grad = requires_grad

    @property
    def data(self) -> Array:
        """The numbers, a float32 array; what is assigned is copied and converted."""
        return self._data

    @data.setter
    def data(self, data: npt.ArrayLike | Tensor) -> None:
        # `tensor.data += step` assigns the array that is already here.
        if data is not self._data:
            self._data = _copy(data)

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self.data.shape

    @property
    def size(self) -> int:
        """How many numbers the tensor holds."""
        return self.data.size

    @property
    def ndim(self) -> int:
        """How many axes the tensor has."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[np.float32]:
        """The type of the numbers, always float32."""
        return self.data.dtype

    def numpy(self) -> Array:
        """Return the numbers as an array, the one in `data` and not a copy."""
        return self.data

    def item(self) -> float:
        """Return the number of a tensor that holds just one."""
        return self.data.item()

    def __repr__(self) -> str:
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        gradient = ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor({numbers}, shape={self.shape}{gradient})"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.data, dtype=dtype, copy=copy)

    def __float__(self) -> float:
        return self.item()

    def __bool__(self) -> bool:
        # Without this, `if self.bias:` would ask for the length of the bias.
        if self.size != 1:
            raise ValueError(
                f"A Tensor of shape {self.shape} is neither true nor false: "
                "`if`, `or`, `and`, `not` cannot ask it"
            )
        return bool(self.data.item())

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("A Tensor of shape () is a single number and has no length")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, key: Any) -> Tensor:
        return _wrap(self.data[key])

    def __neg__(self) -> Tensor:
        return _wrap(-self.data)

    def __add__(self, other: Any) -> Tensor:
        return _elementwise(np.add, self.data, _operand(other))

    def __radd__(self, other: Any) -> Tensor:
        return _elementwise(np.add, _operand(other), self.data)

    def __sub__(self, other: Any) -> Tensor:
        return _elementwise(np.subtract, self.data, _operand(other))

    def __rsub__(self, other: Any) -> Tensor:
        return _elementwise(np.subtract, _operand(other), self.data)

    def __mul__(self, other: Any) -> Tensor:
        return _elementwise(np.multiply, self.data, _operand(other))

    def __rmul__(self, other: Any) -> Tensor:
        return _elementwise(np.multiply, _operand(other), self.data)

    def __truediv__(self, other: Any) -> Tensor:
        return _elementwise(np.divide, self.data, _operand(other))

    def __rtruediv__(self, other: Any) -> Tensor:
        return _elementwise(np.divide, _operand(other), self.data)

    def matmul(self, other: Tensor) -> Tensor:
        """Return the matrix product ``self @ other``, with the shapes that NumPy allows.

        Parameters
        ----------
        other : Tensor
            A vector (n,), a matrix (n, k) or a batch of matrices (..., n, k), where n is the
            last axis of this tensor.
        """
        if not isinstance(other, Tensor):
            raise _not_a_tensor(self, other)
        left, right = self.data, other.data
        try:
            return _wrap(np.matmul(left, right))
        except ValueError:
            raise ValueError(_mismatch(left.shape, right.shape)) from None

    __matmul__ = matmul

    def __rmatmul__(self, other: Any) -> Tensor:
        raise _not_a_tensor(other, self)

    def reshape(self, *shape: Any) -> Tensor:
        """Return the same numbers in another shape; one length may be -1, which NumPy works out.

        Parameters
        ----------
        *shape : int or one tuple of int
            ``x.reshape(2, 3)`` or ``x.reshape((2, 3))``.

        Raises
        ------
        ValueError
            A length is below -1, or the numbers do not fit into the shape.
        """
        reshaped = self.data.reshape(*shape)
        least = np.ravel(shape).min(initial=0)
        if least < -1:  # NumPy takes every negative length for -1.
            raise ValueError(f"reshape was given a length of {least}; only -1 asks for the rest")
        return _wrap(reshaped)

    def transpose(self, dim0: int | None = None, dim1: int | None = None) -> Tensor:
        """Return the tensor with two axes swapped: the last two, unless told otherwise.

        A vector has no two axes to swap; ``transpose()`` leaves it as it is.

        Raises
        ------
        TypeError
            One axis is given without the other.
        """
        if dim0 is None and dim1 is None:
            return _wrap(self.data if self.ndim < 2 else self.data.swapaxes(-2, -1))
        if dim0 is None or dim1 is None:
            raise TypeError("transpose swaps two axes; give both, or none for the last two")
        return _wrap(self.data.swapaxes(dim0, dim1))

    @property
    def T(self) -> Tensor:  # noqa: N802 - the name that NumPy and PyTorch use
        """The tensor with its last two axes swapped, as `transpose` gives it."""
        return self.transpose()

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Return the sum of all numbers, or of those along an axis."""
        # float32 alone would lose small numbers in long sums.
        return _wrap(self.data.sum(axis, np.float64, keepdims=keepdims).astype(np.float32))

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Return the mean of all numbers, or of those along an axis."""
        return _wrap(self.data.mean(axis, np.float64, keepdims=keepdims).astype(np.float32))

    def max(self, axis: Axis = None, keepdims: bool = False) -> Tensor:
        """Return the largest of all numbers, or of those along an axis."""
        return _wrap(self.data.max(axis, keepdims=keepdims))


def _wrap(array: Any) -> Tensor:
    """Return a Tensor around a float32 result itself: no conversion, no copy."""
    tensor = object.__new__(Tensor)
    # NumPy returns a scalar where the result has no axes.
    tensor._data = array if type(array) is np.ndarray else np.asarray(array)
    return tensor


def _copy(data: Any) -> Array:
    """Return `data` as a float32 array of its own."""
    return _as_array(data).astype(np.float32)


def _as_array(data: Any) -> npt.NDArray[Any]:
    """Return `data` as an array of real numbers, or say in one sentence why it is none."""
    try:
        array = np.asarray(data)
    except ValueError:
        raise ValueError("A Tensor needs rows of equal length; these lists are ragged") from None
    if array.dtype.kind in "biuf":
        return array
    items = np.asarray(data, dtype=object).flat
    culprits = (reprlib.repr(item) for item in items if not isinstance(item, (Real, np.bool)))
    got = next(culprits, f"an array of dtype {array.dtype}, which astype(float) may convert")
    raise TypeError(f"A Tensor needs real numbers; got {got}")


def _operand(value: Any) -> Any:
    """Return what NumPy can compute with in float32, or NotImplemented."""
    if isinstance(value, Tensor):
        return value.data
    if isinstance(value, (int, float)) and not isinstance(value, np.generic):
        return value  # NumPy lets a Python number take the dtype of the array.
    if isinstance(value, (np.ndarray, np.generic)):
        return _as_array(value).astype(np.float32, copy=False)
    return NotImplemented


def _elementwise(ufunc: np.ufunc, left: Any, right: Any) -> Tensor:
    if left is NotImplemented or right is NotImplemented:
        # Python then raises a TypeError of its own, which names both types.
        return NotImplemented  # type: ignore[no-any-return]
    try:
        result = ufunc(left, right)
    except ValueError:
        raise ValueError(
            f"Cannot {ufunc.__name__}: {np.shape(left)} and {np.shape(right)} do not broadcast. "
            "Counted from the right, two lengths must be equal, or one of them 1"
        ) from None
    return _wrap(result)


def _not_a_tensor(left: Any, right: Any) -> TypeError:
    names = f"{type(left).__name__} @ {type(right).__name__}"
    return TypeError(
        f"Cannot perform matrix multiplication: {names}. "
        "Both operands must be Tensors; wrap the other one: Tensor(...)"
    )


def _mismatch(left: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Say why two shapes have no matrix product."""
    problem = f"Cannot perform matrix multiplication: {left} @ {right}."
    if not left or not right:
        return f"{problem} A single number has no inner dimension; multiply with *"
    inner = right[-2] if len(right) > 1 else right[0]
    if left[-1] != inner:
        return f"{problem} Inner dimensions must match: {left[-1]} ≠ {inner}"
    return f"{problem} Batch dimensions must broadcast: {left[:-2]} and {right[:-2]}"
