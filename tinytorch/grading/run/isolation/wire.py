"""Values to bytes and back: the only form in which anything crosses to or from the worker.

A frame carries one value. Every value is a tag byte followed by its content, integers big-endian::

    N T F           None, True, False
    i f s b         int (length, two's complement), float (8 bytes), str (UTF-8), bytes
    t l m           tuple, list, dict: a count, then the items (a dict: key, value, key, value, ...)
    a c             ndarray, NumPy scalar: dtype, shape, bytes in C order
    n               list of many numbers of one type: whether they are Python's, then as an array
    r               Ref: a reference to an object that stays where it is
    x               TensorValue: a Tensor's identity with its data
    y               ArrayValue: an array or list of a test's with its identity: it may be edited
    p               Provided: an activation of tinytorch.core, which both sides have

There is no pickle and no code in it. Decoding arbitrary bytes raises `WireError` or returns a
value, and never allocates more than a small multiple of the frame.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np

from tinytorch.grading.run.isolation.frame import MAX_FRAME
from tinytorch.grading.run.isolation.frame import WireError as WireError

VERSION = 1
MAX_DEPTH = 32
MAX_DIMENSIONS = 32
MAX_INT = 1024  #: bytes of one integer
MAX_ITEMS = 100_000  #: values inside the lists, tuples and dicts of one frame
MAX_NUMBERS = 1_000_000  #: the same of those that cross as an array
MAX_KEYS = 1_000  #: keys of one dict; integers that share a hash make larger ones slow

Side = Literal["test", "worker"]

_SIDES: tuple[Side, Side] = ("test", "worker")
_MANY = 64  #: numbers from which on a list crosses as an array
_LENGTH = struct.Struct(">I")
_DOUBLE = struct.Struct(">d")
_DIMENSION = struct.Struct(">Q")
_REFERENCE = struct.Struct(">BI")
# Booleans, integers, floats and complex numbers of the fixed sizes; nothing that holds pointers.
_DTYPE = re.compile(r"\|b1|[|<>][iu]1|[<>](?:[iu][248]|f[248]|c8|c16)")


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that stays on its own side, by number."""

    side: Side
    number: int
    kind: str = ""  #: the name of its class, for messages


@dataclass(frozen=True, slots=True)
class TensorValue:
    """A Tensor: which one it is, and what it holds."""

    side: Side
    number: int
    data: Any


@dataclass(frozen=True, slots=True)
class ArrayValue:
    """An array or list that belongs to a test: which one it is, and what it holds."""

    number: int
    data: Any


@dataclass(frozen=True, slots=True)
class Provided:
    """An activation of tinytorch.core, by the name of its class."""

    name: str


def encode(value: Any) -> bytes:
    """Return the bytes of a value.

    Raises
    ------
    WireError
        The value is of a type that does not cross, nested too deeply or too large.
    """
    out = _Frame()
    _put(out, value, 0)
    return bytes(out)


def decode(frame: bytes | memoryview) -> Any:
    """Return the value that a frame carries; arrays are read-only views of the frame.

    Raises
    ------
    WireError
        The bytes are not exactly one value.
    """
    decoder = _Decoder(memoryview(frame))
    value = decoder.value(0)
    if decoder.offset != len(decoder.frame):
        raise WireError("bytes follow the value")
    return value


def crosses(dtype: np.dtype[Any]) -> bool:
    """Return whether arrays of this dtype can cross by value."""
    return _DTYPE.fullmatch(dtype.str) is not None


class _Frame(bytearray):
    """Bytes, and how many values and numbers have been counted, here as where they are read."""

    items = numbers = 0

    def tally(self, items: int, numbers: int = 0) -> None:
        """Count some more."""
        self.items, self.numbers = self.items + items, self.numbers + numbers
        if self.items > MAX_ITEMS or self.numbers > MAX_NUMBERS:
            raise WireError("a message holds too many values")


def _put(out: _Frame, value: Any, depth: int) -> None:
    """Append a value; the tables of writers and readers are at the end."""
    if depth > MAX_DEPTH:
        raise WireError("a value is nested too deeply")
    writer = _WRITERS.get(type(value))
    if writer is not None:
        writer(out, value, depth + 1)
    elif isinstance(value, np.generic):
        _put_array(out, b"c", np.asarray(value))
    else:
        raise WireError(f"a value of type {type(value).__name__} does not cross")
    if len(out) > MAX_FRAME:
        raise WireError("a message is too large")


def _counted(out: _Frame, tag: bytes, content: bytes) -> None:
    out += tag + _LENGTH.pack(len(content)) + content


def _put_none(out: _Frame, value: None, depth: int) -> None:
    out += b"N"


def _put_bool(out: _Frame, value: bool, depth: int) -> None:
    out += b"T" if value else b"F"


def _put_int(out: _Frame, value: int, depth: int) -> None:
    size = value.bit_length() // 8 + 1
    if size > MAX_INT:
        raise WireError("an integer is too large")
    _counted(out, b"i", value.to_bytes(size, "big", signed=True))


def _put_float(out: _Frame, value: float, depth: int) -> None:
    out += b"f" + _DOUBLE.pack(value)


def _put_str(out: _Frame, value: str, depth: int) -> None:
    _counted(out, b"s", value.encode("utf-8", "surrogatepass"))


def _put_bytes(out: _Frame, value: bytes, depth: int) -> None:
    _counted(out, b"b", value)


def _put_items(out: _Frame, value: tuple[Any, ...] | list[Any], depth: int) -> None:
    out.tally(len(value))
    out += (b"t" if type(value) is tuple else b"l") + _LENGTH.pack(len(value))
    for item in value:
        _put(out, item, depth)


def _put_list(out: _Frame, value: list[Any], depth: int) -> None:
    array, plain = _as_array(value)
    if array is None:
        _put_items(out, value, depth)
    else:
        out.tally(0, len(value))
        out += b"n"
        out.append(plain)
        _put_array(out, b"a", array)


def _as_array(value: list[Any]) -> tuple[np.ndarray[Any, Any] | None, bool]:
    """Return a list of many numbers of one type as an array, and whether they are Python's.

    As in weights that are lists of lists: number by number, they would be too many.
    """
    kinds = set(map(type, value)) if len(value) >= _MANY else set()
    (kind,) = kinds if len(kinds) == 1 else (None,)
    if kind is float or kind is int:
        array = np.array(value)
        return (array if array.dtype == _PLAIN[kind] else None), True
    if kind is not None and issubclass(kind, np.number):
        array = np.array(value)
        return (array if crosses(array.dtype) else None), False
    return None, False


def _put_dict(out: _Frame, value: dict[Any, Any], depth: int) -> None:
    out.tally(2 * len(value))
    out += b"m" + _LENGTH.pack(len(value))
    for pair in value.items():
        for item in pair:
            _put(out, item, depth)


def _put_array(out: _Frame, tag: bytes, array: np.ndarray[Any, Any]) -> None:
    if not crosses(array.dtype):
        raise WireError(f"an array of dtype {array.dtype} does not cross")
    if array.nbytes > MAX_FRAME:
        raise WireError("a message is too large")
    _counted(out, tag, array.dtype.str.encode("ascii"))
    out.append(array.ndim)
    for size in array.shape:
        out += _DIMENSION.pack(size)
    out += array.tobytes()


def _put_ref(out: _Frame, value: Ref, depth: int) -> None:
    out += b"r" + _REFERENCE.pack(_SIDES.index(value.side), value.number)
    _put(out, value.kind, depth)


def _put_tensor(out: _Frame, value: TensorValue, depth: int) -> None:
    out += b"x" + _REFERENCE.pack(_SIDES.index(value.side), value.number)
    _put(out, value.data, depth)


def _put_array_value(out: _Frame, value: ArrayValue, depth: int) -> None:
    out += b"y" + _LENGTH.pack(value.number)
    _put(out, value.data, depth)


def _put_provided(out: _Frame, value: Provided, depth: int) -> None:
    out += b"p"
    _put(out, value.name, depth)


class _Decoder:
    """Reads one value from a frame, checking every length before it is used."""

    def __init__(self, frame: memoryview) -> None:
        if len(frame) > MAX_FRAME:
            raise WireError("a message is too large")
        self.frame = frame
        self.offset = 0
        self.items = self.numbers = 0

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError("a value is nested too deeply")
        tag = bytes(self._take(1))
        if tag in _CONSTANTS:
            return _CONSTANTS[tag]
        reader = _READERS.get(tag)
        if reader is None:
            raise WireError("a value has an unknown tag")
        return reader(self, depth + 1)

    def _take(self, size: int) -> memoryview:
        start, self.offset = self.offset, self.offset + size
        if self.offset > len(self.frame):
            raise WireError("a message ends too early")
        return self.frame[start : self.offset]

    def _counted(self) -> bytes:
        (size,) = _LENGTH.unpack(self._take(4))
        return bytes(self._take(size))

    def _int(self, depth: int) -> int:
        content = self._counted()
        if not 0 < len(content) <= MAX_INT:
            raise WireError("an integer has a bad length")
        return int.from_bytes(content, "big", signed=True)

    def _float(self, depth: int) -> float:
        (number,) = _DOUBLE.unpack(self._take(8))
        return float(number)

    def _str(self, depth: int) -> str:
        try:
            return self._counted().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a string is not UTF-8") from None

    def _bytes(self, depth: int) -> bytes:
        return self._counted()

    def _items(self, depth: int) -> list[Any]:
        return self._values(self._count(), depth)

    def _count(self) -> int:
        (count,) = _LENGTH.unpack(self._take(4))
        return int(count)

    def _values(self, count: int, depth: int) -> list[Any]:
        self.items += count
        # An item takes a byte or more, so an honest count fits into what is left of the frame.
        if self.items > MAX_ITEMS or count > len(self.frame) - self.offset:
            raise WireError("a message holds too many values, or ends too early")
        return [self.value(depth) for _ in range(count)]

    def _numbers(self, depth: int) -> list[Any]:
        (plain,) = self._take(1)
        array = self.value(depth)
        if not isinstance(array, np.ndarray) or array.ndim != 1:
            raise WireError("numbers are not in a row")
        self.numbers += array.size
        if self.numbers > MAX_NUMBERS:
            raise WireError("a message holds too many values")
        if not plain:
            return list(array)
        if array.dtype not in _PLAIN.values():
            raise WireError("numbers of Python's have another type")
        return list(array.tolist())

    def _tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self._items(depth))

    def _dict(self, depth: int) -> dict[Any, Any]:
        count = self._count()
        if count > MAX_KEYS:
            raise WireError("a dict has too many keys")
        items = self._values(2 * count, depth)
        try:
            return dict(zip(items[::2], items[1::2], strict=True))
        except TypeError:
            raise WireError("a dict has an unhashable key") from None

    def _array(self, depth: int) -> np.ndarray[Any, Any]:
        name = self._counted().decode("ascii", "replace")
        if _DTYPE.fullmatch(name) is None:
            raise WireError("an array has a bad dtype")
        dtype = np.dtype(name)
        (dimensions,) = self._take(1)
        if dimensions > MAX_DIMENSIONS:
            raise WireError("an array has too many dimensions")
        shape = tuple(_DIMENSION.unpack(self._take(8))[0] for _ in range(dimensions))
        content = self._take(prod(shape) * dtype.itemsize)
        try:
            return np.frombuffer(content, dtype=dtype).reshape(shape)
        except (ValueError, OverflowError):
            raise WireError("an array has a bad shape") from None

    def _scalar(self, depth: int) -> Any:
        array = self._array(depth)
        if array.ndim:
            raise WireError("a scalar has a shape")
        return array[()]

    def _reference(self) -> tuple[Side, int]:
        side, number = _REFERENCE.unpack(self._take(5))
        if side >= len(_SIDES):
            raise WireError("a reference has no side")
        return _SIDES[side], number

    def _name(self, depth: int) -> str:
        name = self.value(depth)
        if not isinstance(name, str):
            raise WireError("a name is not a string")
        return name

    def _ref(self, depth: int) -> Ref:
        return Ref(*self._reference(), self._name(depth))

    def _tensor(self, depth: int) -> TensorValue:
        return TensorValue(*self._reference(), self.value(depth))

    def _array_value(self, depth: int) -> ArrayValue:
        return ArrayValue(self._count(), self.value(depth))

    def _provided(self, depth: int) -> Provided:
        return Provided(self._name(depth))


_WRITERS: dict[type, Callable[[_Frame, Any, int], None]] = {
    type(None): _put_none,
    bool: _put_bool,
    int: _put_int,
    float: _put_float,
    str: _put_str,
    bytes: _put_bytes,
    tuple: _put_items,
    list: _put_list,
    dict: _put_dict,
    np.ndarray: lambda out, array, _: _put_array(out, b"a", array),
    Ref: _put_ref,
    TensorValue: _put_tensor,
    ArrayValue: _put_array_value,
    Provided: _put_provided,
}
_PLAIN = {float: np.dtype(np.float64), int: np.dtype(np.int64)}
_CONSTANTS = {b"N": None, b"T": True, b"F": False}
_READERS = {
    b"i": _Decoder._int,
    b"f": _Decoder._float,
    b"s": _Decoder._str,
    b"b": _Decoder._bytes,
    b"t": _Decoder._tuple,
    b"l": _Decoder._items,
    b"m": _Decoder._dict,
    b"a": _Decoder._array,
    b"c": _Decoder._scalar,
    b"n": _Decoder._numbers,
    b"r": _Decoder._ref,
    b"x": _Decoder._tensor,
    b"y": _Decoder._array_value,
    b"p": _Decoder._provided,
}
