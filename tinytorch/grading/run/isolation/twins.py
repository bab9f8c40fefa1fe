"""Twins: what a layer that a test defines looks like to the student's code in the worker.

A twin's methods have the test's own parameter names, kinds and defaults, because a student's
Sequential may look at them, and they call back to the trusted side, where the test's code runs.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

#: Verb ("call", "get" or "copy"), twin, name of the method or attribute, arguments, keywords.
CallBack = Callable[[str, Any, str, tuple[Any, ...], dict[str, Any]], Any]

#: Name, kind and, where there is one, default.
Parameter = tuple[str, str] | tuple[str, str, Any]

_P = inspect.Parameter
_KINDS = {
    kind.name: kind
    for kind in (
        _P.POSITIONAL_ONLY,
        _P.POSITIONAL_OR_KEYWORD,
        _P.VAR_POSITIONAL,
        _P.KEYWORD_ONLY,
        _P.VAR_KEYWORD,
    )
}


def parameters_of(function: Callable[..., Any]) -> list[Parameter]:
    """Return what a twin of a test's method needs to know of its signature."""
    found = []
    for parameter in inspect.signature(function).parameters.values():
        default = () if parameter.default is parameter.empty else (parameter.default,)
        found.append((parameter.name, parameter.kind.name, *default))
    return found


def twin_class(
    name: str, base: type | None, methods: dict[str, list[Parameter]], call_back: CallBack
) -> type:
    """Return a class whose methods call back.

    Parameters
    ----------
    name : str
        The name that the test gave to its class.
    base : type or None
        The student's Layer for a subclass of it; None for a plain class.
    methods : dict
        The parameters of each method that the test defines, `self` included.
    call_back : callable
        Runs the test's method in the trusted process.
    """
    inherited = getattr(base, "__getattr__", None)

    def missing(self: Any, attribute: str) -> Any:
        if not attribute.startswith("_"):  # else the student's own business, no test's
            try:
                return call_back("get", self, attribute, (), {})
            except AttributeError:
                if inherited is None:
                    raise
        if inherited is None:
            # As Python says it, which a student may come to read.
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
        return inherited(self, attribute)

    def copied(self: Any, memo: dict[int, Any] | None = None) -> Any:
        made = call_back("copy", self, "copy" if memo is None else "deepcopy", (), {})
        own = vars(self) if memo is None else copy.deepcopy(vars(self), memo)
        made.__dict__.update(own)
        return made

    body: dict[str, Any] = {"__getattr__": missing, "__copy__": copied, "__deepcopy__": copied}
    for method, parameters in methods.items():
        body[method] = _method(method, parameters, call_back)
        body[method].__qualname__ = f"{name}.{method}"  # which calling errors show
    if base is None:
        return type(name, (), body)
    made: type = type(base)(name, (base,), body)
    return made


class _Name:
    """Stands for a default in a signature that is written out as source text."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def _method(name: str, parameters: list[Parameter], call_back: CallBack) -> Callable[..., Any]:
    """Return a function with these parameters that calls back with what it was given.

    The function is made from source text: a wrapper with `*args` would have neither the names in
    its `__code__` nor the calling errors of the method that it stands for.
    """
    namespace: dict[str, Any] = {"_call_back": call_back}
    declared, positional, keywords = [], [], []
    for parameter, kind, *default in parameters:
        names = {"default": _Name(f"_default_{parameter}")} if default else {}
        declared.append(_P(parameter, _KINDS[kind], **names))
        namespace.update({f"_default_{parameter}": value for value in default})
        match kind:
            case "VAR_POSITIONAL":
                positional.append(f"*{parameter}")
            case "VAR_KEYWORD":
                keywords.append(f"**{parameter}")
            case "KEYWORD_ONLY":
                keywords.append(f"{parameter}={parameter}")
            case _:
                positional.append(parameter)
    me, *rest = positional
    given = f"({''.join(item + ', ' for item in rest)}), dict({', '.join(keywords)})"
    head = f"def {name}{inspect.Signature(declared)}:"
    exec(f"{head}\n    return _call_back('call', {me}, {name!r}, {given})", namespace)
    made: Callable[..., Any] = namespace[name]
    return made
