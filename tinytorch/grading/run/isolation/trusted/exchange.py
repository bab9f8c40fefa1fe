"""Turns values of the wire into the test's objects and back, and knows what each side was given."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

from tinytorch.core import activations
from tinytorch.core.tensor import Tensor
from tinytorch.grading.run.isolation import wire
from tinytorch.grading.run.isolation.trusted.session import Session
from tinytorch.grading.run.isolation.trusted.stand_ins import (
    LayerMeta,
    RemoteObject,
    RemoteTensor,
)
from tinytorch.grading.run.isolation.twins import parameters_of

MAX_OBJECTS = 10_000  #: of the worker's that one test may come to know

_PROVIDED = (activations.ReLU, activations.Sigmoid, activations.Tanh, activations.Softmax)


class Exchange:
    """The test's side of every value: what was given to the worker, and what came from it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        session.values = self
        self._remote: dict[int, RemoteObject | RemoteTensor] = {}
        self._own: dict[int, Any] = {}  # the test's objects that the worker knows, by number
        self._numbers: dict[int, int] = {}  # and back, by id(); the table above keeps it alive
        self._sent: dict[int, bytes] = {}  # what the worker knows of a tensor or array
        self._lists: set[int] = set()  # which it knows, each compared only when it is handed over
        self._classes: dict[type, int] = {}
        self._kinds: dict[str, type[RemoteObject]] = {}

    def pack(self, value: Any) -> Any:
        """Return the wire's form of an object of the test's."""
        kind = type(value)
        if isinstance(value, RemoteTensor | RemoteObject):
            return wire.Ref("worker", value._number)
        if isinstance(value, LayerMeta):
            return wire.Ref("worker", value._remote._number)
        if kind is tuple:
            return tuple(map(self.pack, value))
        if kind is dict:
            return {self.pack(key): self.pack(item) for key, item in value.items()}
        if isinstance(value, list | Tensor | np.ndarray):
            return self._given(value)
        if kind in _PROVIDED:
            return wire.Provided(kind.__name__)
        if kind in (type(None), bool, int, float, str, bytes) or isinstance(value, np.generic):
            return value
        return wire.Ref("test", self._twin(value))

    def unpack(self, value: Any) -> Any:
        """Return the test's object for a value of the wire, which may say anything."""
        kind = type(value)
        if kind is tuple or kind is list:
            return kind(map(self.unpack, value))
        if kind is dict:
            return {self.unpack(key): self.unpack(item) for key, item in value.items()}
        if kind is wire.TensorValue:
            return self._tensor(value)
        if kind is wire.Ref:
            return self._layer(value.number) if value.side == "test" else self._object(value)
        if kind is wire.ArrayValue or kind is wire.Provided:
            raise wire.WireError("a value that only a test can send")
        return value

    def changed(self) -> list[Any]:
        """Return the test's tensors and arrays that the worker knows with other contents."""
        own = self._own  # a test may have hundreds, and each question asks this
        differ = [n for n, sent in self._sent.items() if _array(own[n]).tobytes() != sent]
        return [self._given(own[number]) for number in differ]

    def apply_edits(self, edits: Any) -> None:
        """Change the test's tensors, arrays and lists as the student's code changed its copies."""
        if len(edits) > len(self._sent) + len(self._lists):
            raise wire.WireError("more edits than there are things to edit")
        for edit in edits:
            match edit:
                case (int(number), bool(), data) if number in self._lists:
                    edited = self.unpack(data)
                    self._own[number][:] = edited if type(edited) is list else []
                case (int(number), bool(in_place), data) if number in self._sent:
                    self._edit(self._own[number], in_place, self.unpack(data))
                    self._sent[number] = _array(self._own[number]).tobytes()
                case _:
                    raise wire.WireError("an edit of something that was not given")

    def call_back(self, verb: str, number: int, name: str, arguments: Any, keywords: Any) -> Any:
        """Run a method of a layer that the test defines, read an attribute of it, or copy it."""
        target = self._layer(number)
        if name.startswith("_") and name != "__call__":
            raise wire.WireError("a callback to something that is not a method of the test's")
        if verb == "copy":
            return _copied(target, deep=name == "deepcopy")
        if verb == "get":
            # Past __getattr__, which would ask the worker what the worker asks here.
            return object.__getattribute__(target, name)
        method = getattr(type(target), name, None) if verb == "call" else None
        if not isinstance(method, FunctionType) or not all(type(key) is str for key in keywords):
            raise wire.WireError("a callback to something that is not a method of the test's")
        return method(target, *self.unpack(arguments), **self.unpack(keywords))

    def _given(self, value: Any) -> wire.TensorValue | wire.ArrayValue:
        number = self._number(value)
        if isinstance(value, list):
            self._lists.add(number)
            return wire.ArrayValue(number, list(map(self.pack, value)))
        array = _array(value)
        self._sent[number] = array.tobytes()
        if isinstance(value, Tensor):
            return wire.TensorValue("test", number, array)
        return wire.ArrayValue(number, array)

    def _edit(self, target: Any, in_place: bool, data: Any) -> None:
        array = _array(target)
        alike = isinstance(data, np.ndarray) and (data.shape, data.dtype) == (
            array.shape,
            array.dtype,
        )
        if in_place and alike and array.flags.writeable:
            array[...] = data
        elif isinstance(target, Tensor):
            target.data = data

    def _number(self, value: Any) -> int:
        if id(value) not in self._numbers:
            number = self._numbers[id(value)] = self.session.numbers.next_object()
            self._own[number] = value
        return self._numbers[id(value)]

    def _known(self, number: int) -> Any:
        if number not in self._own:
            raise wire.WireError("a reference to an object that was never given")
        return self._own[number]

    def _layer(self, number: int) -> Any:
        known = self._known(number)
        # Tensors have a reference of their own, and the rest is sent by value: a list that could
        # be made to hold itself would never be packed.
        if isinstance(known, Tensor | np.ndarray | list):
            raise wire.WireError("a reference to something that is not a layer of the test's")
        return known

    def _object(self, value: wire.Ref) -> RemoteObject | RemoteTensor:
        if value.number in self._remote:
            return self._remote[value.number]
        kind = value.kind[:80] if value.kind[:80].isidentifier() else "object"
        # Errors of Python's own name the class, and should name the student's.
        if kind not in self._kinds:
            self._kinds[kind] = type(kind, (RemoteObject,), {})
        return self._come_to_know(self._kinds[kind](self, value.number, kind))

    def _tensor(self, value: wire.TensorValue) -> Any:
        if value.side == "test":
            known = self._known(value.number)
            if not isinstance(known, Tensor):
                raise wire.WireError("a reference to another kind of object")
            if not _same(self.unpack(value.data), known.data):
                raise wire.WireError("an edit of the test's Tensor that was not told")
            return known
        known = self._come_to_know(RemoteTensor(self, value.number))
        if not isinstance(known, RemoteTensor):
            raise wire.WireError("a reference to another kind of object")
        known.update(self.unpack(value.data))
        return known

    def _come_to_know(self, stand_in: RemoteObject | RemoteTensor) -> RemoteObject | RemoteTensor:
        """Return the stand-in that this number has, which is kept as long as the test runs."""
        known = self._remote.setdefault(stand_in._number, stand_in)
        if len(self._remote) > MAX_OBJECTS:
            raise wire.WireError("more objects than a test can need")
        return known

    def _twin(self, value: Any) -> int:
        """Return the number of a layer that the test defines, after making its twin."""
        if id(value) in self._numbers:
            return self._numbers[id(value)]
        kind = type(value)
        if kind not in self._classes:
            self._define(kind)
        number = self._number(value)
        self._have("new", kind, self._classes[kind], number)
        return number

    def _have(self, verb: str, kind: type, *arguments: Any) -> None:
        """Have a twin or its class made; where a Layer is its base, student code may object."""
        plain = _base(kind) is None
        (self.session.tell if plain else self.session.ask)(verb, *arguments)

    def _define(self, kind: type) -> None:
        base = _base(kind)
        methods: dict[str, Any] = {}
        for cls in kind.__mro__:
            if cls is base or cls is object:
                break
            for name, member in vars(cls).items():
                public = not name.startswith("_") or name == "__call__"
                if isinstance(member, FunctionType) and public:
                    methods.setdefault(name, tuple(map(tuple, parameters_of(member))))
        if "forward" not in methods and base is None:
            raise TypeError(
                f"a test hands {kind.__name__} to the submission; only layers can cross"
            )
        self._classes[kind] = self.session.numbers.next_kind()
        self._have("define", kind, self._classes[kind], kind.__name__, base, methods)


def _base(kind: type) -> type | None:
    """Return the stand-in for the student's Layer that a class of the test's derives from."""
    return next((cls for cls in kind.__mro__ if "_remote" in vars(cls)), None)


def _copied(layer: Any, *, deep: bool) -> Any:
    """Return a copy of a layer that the test defines, as the module copy would make it."""
    made = object.__new__(type(layer))
    # What lives in the worker, and all that is not the layer's alone, stays what it is.
    copies = {name: _copy(value) if deep else value for name, value in vars(layer).items()}
    vars(made).update(copies)
    return made


def _copy(value: Any) -> Any:
    kind = type(value)
    if kind is list or kind is tuple:
        return kind(map(_copy, value))
    if kind is dict:
        return {key: _copy(item) for key, item in value.items()}
    return (
        Tensor(value.data) if kind is Tensor else np.array(value) if kind is np.ndarray else value
    )


def _same(there: Any, here: Any) -> bool:
    """Return whether both sides hold the same array; what is none, student code has put there."""
    if not (isinstance(there, np.ndarray) and isinstance(here, np.ndarray)):
        return type(there) is type(here)
    form = (there.dtype, there.shape) == (here.dtype, here.shape)
    return form and there.tobytes() == here.tobytes()


def _array(value: Any) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = value.data if isinstance(value, Tensor) else value
    return array
