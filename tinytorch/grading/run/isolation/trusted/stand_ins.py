"""Stand-ins: what a test gets from ``nn`` while the real objects live in the worker.

A stand-in holds a number. Its attributes, calls and items are asked of the worker each time, so
it says what the object is like now, as the object itself would in direct mode.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.core.tensor import Tensor
from tinytorch.grading.run.isolation.trusted.session import Session

if TYPE_CHECKING:
    from tinytorch.grading.run.isolation.trusted.exchange import Exchange

#: What every layer has; tests call these and do nothing else with them.
METHODS = ("forward", "parameters")


class RemoteObject:
    """Any object of the worker's; equal to itself alone."""

    def __init__(self, values: Exchange, number: int, kind: str) -> None:
        self.__dict__.update(_values=values, _number=number, _kind=kind, kind_of_layer=kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # protocols that Python looks for; never asked of a student
        if name in METHODS:
            # One question instead of two; a missing method is noticed when it is called.
            return lambda *args, **kwargs: _call(
                self._values.session, self, self, name, args, kwargs
            )
        return self._values.session.ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._values.session.ask("set", self, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        session = self._values.session
        session.last = self.kind_of_layer, "__init__" if self._kind == "type" else "__call__"
        return session.ask("call", self, args, kwargs)

    def __repr__(self) -> str:
        return f"<{self._kind} of the submission>"


class RemoteList(list[Any]):
    """A list that a method of the worker's returned: what is appended, is appended there as well.

    There it is appended to what the method returns then, which is the same list just where the
    method hands out one that it keeps. Who looks afterwards sees what has become of that list.
    """

    def __init__(self, session: Session, owner: object, method: str, items: list[Any]) -> None:
        super().__init__(items)
        self._session, self._source, self._appended = session, (owner, method), False

    def append(self, item: Any) -> None:
        """Append to both lists."""
        super().append(item)
        self._session.ask("append", *self._source, item)
        self._appended = True

    def __iter__(self) -> Iterator[Any]:
        """Return the items that the list has now."""
        return iter(self._session.ask("appended") if self._appended else list.__iter__(self))


def _call(session: Session, owner: object, target: object, name: str, *given: Any) -> Any:
    """Return what a method gives; `target` is asked for it, the object itself or its class."""
    value = session.ask("method", target, name, *given)
    listed = name == "parameters" and type(value) is list
    return RemoteList(session, owner, name, value) if listed else value


class RemoteTensor(Tensor):
    """A Tensor of the worker's: its identity, and its data whenever they are looked at."""

    def __init__(self, values: Exchange, number: int) -> None:
        self._values, self._number = values, number

    @property
    def data(self) -> Any:
        """The data as they are now; arrays are read-only, since a write would not reach."""
        session = self._values.session
        if self._epoch != session.epoch:
            self.update(session.ask("read", self))
        return self._known

    @data.setter
    def data(self, data: Any) -> None:
        # A copy crosses, as the Tensor itself would make one: a worker could give back an array of
        # the test's changed, from which the test computes what it expects.
        given = np.array(data) if isinstance(data, np.ndarray) else data
        self._values.session.ask("set", self, "data", given)

    def update(self, data: Any) -> None:
        """Note what the worker has just said."""
        self._known, self._epoch = data, self._values.session.epoch


class LayerMeta(type):
    """Makes ``class Double(nn.Layer)`` in a test an ordinary class with a twin in the worker."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if "_remote" in vars(cls):  # nn.Layer itself, not a subclass
            return cls._remote(*args, **kwargs)
        return super().__call__(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(cls._remote, name)


def _layer_stand_in(values: Exchange, remote: RemoteObject) -> type:
    """Return the class that is ``nn.Layer``: callable as the student's, and open to subclasses."""

    def inherited(name: str) -> Any:
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            values.pack(self)  # makes the twin
            return _call(values.session, self, remote, name, (self, *args), kwargs)

        return method

    def missing(self: Any, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return values.session.ask("get", self, name)

    def kept(self: Any, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        # The student's Layer may have ideas of its own.
        values.session.ask("set", self, name, value)

    inherits = {name: inherited(name) for name in ("__init__", "__call__", "forward", "parameters")}
    body = {"_remote": remote, "__getattr__": missing, "__setattr__": kept, **inherits}
    return LayerMeta("Layer", (), body)


class Namespace:
    """What ``nn`` is in isolated mode."""

    def __init__(self, values: Exchange) -> None:
        self._values = values
        self._classes: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in EXERCISE_FILES:
            raise AttributeError(f"nn offers {', '.join(EXERCISE_FILES)}; not {name}")
        if name not in self._classes:
            remote = self._values.session.ask("load", name)
            if isinstance(remote, RemoteObject):
                remote.__dict__["kind_of_layer"] = name
            layer = name == "Layer" and isinstance(remote, RemoteObject)
            self._classes[name] = _layer_stand_in(self._values, remote) if layer else remote
        return self._classes[name]
