"""What a test has left in its worker beside objects of its own; such a worker serves no other.

Whoever takes over the worker can deny it, and then earns what the same code would earn that needs
nothing left: see SECURITY.md.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import os
import random
import sys
import typing
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextvars import copy_context
from operator import is_
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from tinytorch.core import activations, layers, tensor
from tinytorch.grading.run.imports import offered

#: Modules that students meet: here each name counts; in the others, how many there are.
_WATCHED = (builtins, os, random, sys, np, np.random, activations, layers, tensor)
_UNSET = object()


class Leftovers:
    """What a worker is like that has served nobody.

    Parameters
    ----------
    paths : collection of str
        What the student's files are called; a function from there that outlives its test is left.
    """

    def __init__(self, paths: Collection[str]) -> None:
        self._paths = paths
        self._modules = dict(sys.modules)
        self._sizes = {name: len(_names(module)) for name, module in self._modules.items()}
        self._names = [(now, dict(now)) for now in _watched()]
        self._rest = _rest()

    def found(self) -> bool:
        """Return whether something is left; asked when all that is known of has been dropped."""
        for clear in typing._cleanups:  # type: ignore[attr-defined]
            clear()  # annotations are kept there, with the classes that they name
        gc.collect()  # a class is part of a cycle; what its objects do at their end, they do now
        return (
            any(_differs(now, before) for now, before in self._names)
            or self._rest != _rest()
            or any(self._is_left(*each) for each in list(sys.modules.items()))
            or len(sys.modules) != len(self._modules)
            or any(map(self._outlives, gc.get_objects()))
        )

    def _is_left(self, name: str, module: ModuleType) -> bool:
        """Return whether a module is not as it was; one that was imported since, may stay."""
        if name not in self._modules and offered(name) and getattr(module, "__spec__", None):
            self._modules[name] = module
        size = len(_names(module))
        before, self._sizes[name] = self._sizes.get(name, size), size
        more = list(_names(module).items())[before:] if size > before else ()
        return self._modules.get(name) is not module or size < before or not all(map(_idle, more))

    def _outlives(self, found: object) -> bool:
        return type(found) is FunctionType and found.__code__.co_filename in self._paths


def _names(module: object) -> Mapping[str, Any]:
    return getattr(module, "__dict__", {})


def _watched() -> Iterator[Mapping[str, Any]]:
    """Give what is compared name by name: modules, what students build on, and its methods."""
    yield from map(vars, _WATCHED)
    for module in (activations, tensor):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                yield vars(kind)
                yield from (
                    vars(each)
                    for each in vars(kind).values()
                    if callable(each) and hasattr(each, "__dict__")
                )


def _differs(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Return whether names have come, gone or been given to something else."""
    if len(now) == len(before) and all(map(is_, now.values(), before.values())):
        return False
    known = (before.get(name, _UNSET) is each or _idle((name, each)) for name, each in now.items())
    return not before.keys() <= now.keys() or not all(known)


def _idle(named: tuple[str, object]) -> bool:
    """Return whether a new name only says that a module was imported, or a warning shown."""
    name, value = named
    return name == "__warningregistry__" or sys.modules.get(getattr(value, "__name__", "")) is value


def _rest() -> tuple[Any, ...]:
    """Return what else Python and NumPy keep for a whole process."""
    return (
        os.environ.copy(), tuple(sys.path), sys.gettrace(), sys.getprofile(),
        sys.getrecursionlimit(), gc.get_threshold(), gc.isenabled(), atexit._ncallbacks(),
        len(sys.meta_path), len(sys.path_hooks), len(gc.callbacks), len(warnings.filters),
        len(sys._current_frames()), len(copy_context()), np.geterr(), np.get_printoptions(),
    )  # fmt: skip
