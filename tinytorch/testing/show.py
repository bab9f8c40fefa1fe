"""How values look in messages: short, aligned, and safe whatever the value is."""

from __future__ import annotations

import reprlib
from contextlib import suppress
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.tensor import Tensor

Array = npt.NDArray[Any]

_CELLS = 24
_ROWS = 3
_COLUMNS = 68
_INLINE = 50
_ENTRIES = 3

_BUILTIN = (type(None), bool, int, float, str, tuple, list, dict)


def numbers(value: object) -> Array | None:
    """Return the numbers of a Tensor as a plain array of their own; None for anything else."""
    return array_of(value.data) if isinstance(value, Tensor) else None


def numbers_in(value: object, shape: tuple[int, ...]) -> Array | None:
    """Return the numbers of a parameter in its shape, whatever holds them and in whatever shape.

    A parameter that is no Tensor, or has another shape, fails a test of its own, and no other.
    """
    found = numbers(value)
    found = array_of(value) if found is None else found
    if found is None and type(value) is list:
        with suppress(ValueError, TypeError):
            found = np.array(value, dtype=np.float64)
    if found is None or found.size != prod(shape):
        return None
    swapped = found.shape == shape[::-1] != shape
    return found.T if swapped else found.reshape(shape)


def array_of(value: object) -> Array | None:
    """Return a plain copy of an array, without any behaviour of a subclass."""
    return np.array(value, subok=False) if isinstance(value, np.ndarray) else None


def equal(left: Array | None, right: Array | None) -> bool:
    """Whether two arrays are there and hold the same numbers."""
    return left is not None and right is not None and np.array_equal(left, right)


def kind(value: object) -> str:
    """Return a value's type in words, with the value itself where it is short."""
    if value is None:
        return "None"
    array = numbers(value)
    if array is not None:
        return f"a Tensor of shape {array.shape}"
    if isinstance(value, np.ndarray):
        return f"an ndarray of shape {value.shape}"
    # A stand-in knows the name of the class that it stands for.
    name = getattr(value, "__dict__", {}).get("_kind") or type(value).__name__[:40]
    article = "an" if name[:1].lower() in "aeiou" else "a"
    # A notebook brings a class of its own along, of which tests know nothing.
    return f"{article} {name}" + (" of another class" if name == Tensor.__name__ else "")


def short(value: object) -> str:
    """Return a builtin value as Python writes it, cut when long; other values in words."""
    if type(value) in (tuple, list):
        more = [f"... ({len(value)} in all)"] if len(value) > 6 else []  # type: ignore[arg-type]
        items = [short(item) for item in value[:6]] + more  # type: ignore[index]
        inner = ", ".join(items)
        return f"[{inner}]" if type(value) is list else f"({inner}{',' * (len(items) == 1)})"
    return reprlib.repr(value) if type(value) in _BUILTIN else kind(value)


def number(value: float) -> str:
    """Return a number with at most six digits, without a useless fraction."""
    return f"{value:.6g}"


def inline(array: Array) -> str | None:
    """Return a small array on one line, or None."""
    text = " ".join(line.strip() for line in _lines(array, 0)) if array.size <= _CELLS else ""
    return text if 0 < len(text) <= _INLINE else None


def tables(*arrays: Array) -> list[list[str]] | None:
    """Return small arrays as lines, aligned with each other; None when one is too large."""
    if any(array.size > _CELLS or array.ndim > 2 or _rows(array) > _ROWS for array in arrays):
        return None
    width = max((len(number(cell)) for array in arrays for cell in array.flat), default=0)
    shown = [_lines(array, width) for array in arrays]
    return shown if max(len(line) for lines in shown for line in lines) <= _COLUMNS else None


def differences(actual: Array, expected: Array, wrong: npt.NDArray[np.bool]) -> list[str]:
    """Return the first entries that differ, each with its index."""
    places = [tuple(map(int, place)) for place in np.argwhere(wrong)[:_ENTRIES]]
    return [
        f"at {list(place)}: {number(actual[place])} but should be {number(expected[place])}"
        for place in places
    ]


def _rows(array: Array) -> int:
    return array.shape[0] if array.ndim == 2 else 1


def _lines(array: Array, width: int) -> list[str]:
    if array.size == 0:
        return [f"[] of shape {array.shape}"]
    if array.ndim == 0:
        return [number(array.item()).rjust(width)]
    if array.ndim == 1:
        return ["[" + ", ".join(number(cell).rjust(width) for cell in array) + "]"]
    rows = [line for part in array for line in _lines(part, width)]
    opened = [("[" if i == 0 else " ") + row for i, row in enumerate(rows)]
    return [row + ("]" if i == len(rows) - 1 else ",") for i, row in enumerate(opened)]
