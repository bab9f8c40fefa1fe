"""The worker's side of every value: the student's objects by number, and the test's by copy."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch.core import activations
from tinytorch.core.tensor import Tensor
from tinytorch.grading.run.isolation import wire

_PLAIN = (type(None), bool, int, float, str, bytes)


class Objects:
    """Turns the values of the wire into the objects of the worker and back."""

    def __init__(self, first: int = 0) -> None:
        self._next = first  # the number of the next object
        self._objects: dict[int, Any] = {}  # what the test refers to, by number
        self._numbers: dict[int, int] = {}  # and back, by id(); the table above keeps it alive
        # The test's tensors, arrays and lists, each with what it held when both sides agreed.
        self._given: dict[int, tuple[Any, Any, Any]] = {}
        self._twins: dict[int, Any] = {}  # the layers that the test defines
        self._foreign: dict[int, int] = {}  # id() of what was given or is a twin -> its number

    def successor(self) -> Objects:
        """Return a table for the next test, which numbers on where this one ends."""
        return Objects(self._next)

    def add_twin(self, number: int, twin: Any) -> None:
        """Note which object stands for a layer of the test's."""
        self._twins[number] = twin
        self._foreign[id(twin)] = number

    def number_of(self, twin: Any) -> int:
        """Return the number of a layer that the test defines."""
        return self._foreign[id(twin)]

    def unpack(self, value: Any) -> Any:
        """Return the object for a value of the wire."""
        kind = type(value)
        if kind is tuple or kind is list:
            return kind(map(self.unpack, value))
        if kind is dict:
            return {self.unpack(key): self.unpack(item) for key, item in value.items()}
        if kind is np.ndarray:
            return value.copy()  # what came is a read-only view of the message
        if kind is wire.TensorValue or kind is wire.ArrayValue:
            return self._take(value)
        if kind is wire.Ref:
            return (self._objects if value.side == "worker" else self._twins)[value.number]
        if kind is wire.Provided:
            return getattr(activations, value.name)()
        return value

    def pack(self, value: Any, depth: int = 0) -> Any:
        """Return the value of the wire for an object; of a subclass, its base's value."""
        if depth > wire.MAX_DEPTH:
            raise ValueError("a value that came back is nested too deeply to be looked at")
        if type(value) in _PLAIN:
            return value
        if isinstance(value, Tensor):
            return self._pack_tensor(value, depth)
        if isinstance(value, np.ndarray | np.generic) and wire.crosses(value.dtype):
            array = np.array(value, subok=False, copy=None)
            return array[()] if isinstance(value, np.generic) else array
        if callable(getattr(type(value), "forward", None)):
            return self._refer(value)  # a layer, even where it is a list as well
        for base in (int, float, str, bytes):
            if isinstance(value, base):
                return base(value)  # type: ignore[arg-type]
        if isinstance(value, tuple):
            return tuple(self.pack(item, depth + 1) for item in tuple.__iter__(value))
        if isinstance(value, list):
            return [self.pack(item, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, dict):
            pairs = dict.items(value)
            return {self.pack(k, depth + 1): self.pack(v, depth + 1) for k, v in pairs}
        return self._refer(value)

    def edited(self) -> list[tuple[int, bool, Any]]:
        """Return what changed of the test's: number, whether in place, data."""
        edited = []
        for number, (given, held, before) in list(self._given.items()):
            now = given.data if isinstance(given, Tensor) else given
            in_place = now is held
            if not in_place or _differs(held, before):
                edited.append((number, in_place, self.pack(now)))
                self._remember(number, given)
        return edited

    def _take(self, value: wire.TensorValue | wire.ArrayValue) -> Any:
        """Return the object for a tensor, array or list of the test's, brought up to date."""
        data = self.unpack(value.data)
        if value.number not in self._given:
            given = Tensor(data) if isinstance(value, wire.TensorValue) else data
            self._foreign[id(given)] = value.number
        else:
            given, held, before = self._given[value.number]
            if isinstance(given, list):
                if _differs(data, before):
                    given[:] = data
            elif (held.shape, held.dtype) == (data.shape, data.dtype):
                if _differs(data, before):
                    held[...] = data
            elif isinstance(given, Tensor):
                given.data = data
        self._remember(value.number, given)
        return given

    def _remember(self, number: int, given: Any) -> None:
        held = given.data if isinstance(given, Tensor) else given
        self._given[number] = given, held, _contents(held)

    def _pack_tensor(self, tensor: Tensor, depth: int) -> wire.TensorValue:
        data = self.pack(tensor.data, depth + 1)
        number = self._foreign.get(id(tensor))
        if number is not None:
            return wire.TensorValue("test", number, data)
        return wire.TensorValue("worker", self._number(tensor), data)

    def _refer(self, value: Any) -> wire.Ref:
        if id(value) in self._foreign:
            return wire.Ref("test", self._foreign[id(value)])
        return wire.Ref("worker", self._number(value), type(value).__name__)

    def _number(self, value: Any) -> int:
        number = self._numbers.setdefault(id(value), self._next)
        if number == self._next:
            self._next += 1
            self._objects[number] = value
        return number


def _contents(held: Any) -> Any:
    """Return what an array or list holds."""
    if isinstance(held, list):
        return list(held)
    return held.tobytes() if type(held) is np.ndarray else b""


def _differs(held: Any, before: Any) -> bool:
    """Whether an array or list holds something else than before."""
    if isinstance(held, list):
        return len(held) != len(before) or any(
            a is not b for a, b in zip(held, before, strict=True)
        )
    return bool(_contents(held) != before)
