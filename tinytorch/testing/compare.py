"""Compares a Tensor with the numbers it should hold, and names the mistake where it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.tensor import Tensor
from tinytorch.testing.mistakes import CONVERTED
from tinytorch.testing.show import Array, array_of, differences, inline, kind, numbers, tables
from tinytorch.testing.unmet import fail

Numbers = npt.ArrayLike | Tensor

# Wide enough for float32 and for every equivalent formula, far too narrow for any mistake.
_RELATIVE = 1e-4
_OF_LARGEST = 1e-5

#: The mistake behind a None that comes back.
NOTHING = "the method returns nothing, or what is still None"

#: The mistake behind a method in the place of what it returns.
UNCALLED = "a method is named without the () that call it"

#: The mistake behind one value, or several, in a tuple.
COMMA = "a comma makes a tuple"

#: The mistakes behind what else is no Tensor.
_UNWRAPPED = {
    "a list": "a list is not wrapped in a Tensor",
    "a bool": "a flag stands where a Tensor is meant",
    **dict.fromkeys(("a float", "an int"), "a number is not wrapped in a Tensor"),
    "a method": UNCALLED,
    "a tuple": COMMA,
    **dict.fromkeys(("a Linear", "a Dropout", "a Sequential"), "self is returned, not the result"),
    "a Tensor of another class": "the file has a class Tensor of its own",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about, and the words around it."""

    name: str  #: "layer.forward(x)" or "layer.bias"
    seen: str = "returned"
    wanted: str = "should return"
    was: str = "returned"  #: before a noun: "returned an ndarray", "is an ndarray"


def assert_returns(
    actual: object,
    expected: Numbers,
    *,
    call: str,
    given: Mapping[str, Numbers] | None = None,
    hint: str | None = None,
    mistakes: Mapping[str, Numbers] | None = None,
) -> None:
    """Check that a call returned a Tensor of these numbers.

    Parameters
    ----------
    actual : object
        What came back.
    expected : array_like
        The numbers that should have.
    call : str
        The call as a student would write it.
    given : dict, optional
        Names and values that the call used; small ones are shown.
    hint : str, optional
        One question.
    mistakes : dict, optional
        What well-known mistakes would give. A key completes "This is what you get when …".
    """
    __tracebackhide__ = True
    _judge(actual, expected, Subject(call), given or {}, hint, mistakes or {})


def assert_handed_back(
    actual: object,
    expected: Numbers,
    *,
    call: str,
    given: Mapping[str, Numbers] | None = None,
    mistakes: Mapping[str, Numbers] | None = None,
) -> None:
    """Check that a call handed back the Tensor that a forward of the test's returned.

    Parameters
    ----------
    actual, expected, call, given, mistakes
        As for `assert_returns`.
    """
    __tracebackhide__ = True
    if array_of(actual) is not None or isinstance(actual, list):
        fail(f"{call} returned {kind(actual)}, but forward returned a Tensor.", mistake=CONVERTED)
    assert_returns(actual, expected, call=call, given=given, mistakes=mistakes)


def assert_tensor(
    actual: object,
    *,
    what: str,
    shape: tuple[int, ...] | None = None,
    values: Numbers | None = None,
    hint: str | None = None,
    mistakes: Mapping[str, Numbers] | None = None,
) -> None:
    """Check that an attribute is a Tensor of float32, of this shape, of these numbers.

    Parameters
    ----------
    actual : object
    what : str
        The attribute as a student would write it.
    shape : tuple of int, optional
    values : array_like, optional
    hint, mistakes
        As for `assert_returns`.
    """
    __tracebackhide__ = True
    subject = _attribute(what)
    if values is None:
        _numbers(actual, shape, subject, hint)
    else:
        _judge(actual, values, subject, {}, hint, mistakes or {})


def close(actual: Array, expected: Array) -> npt.NDArray[np.bool]:
    """Return where two arrays agree, up to what float32 and the order of a sum may change."""
    largest = float(np.max(np.abs(expected), initial=0.0, where=np.isfinite(expected)))
    return np.isclose(actual, expected, rtol=_RELATIVE, atol=_OF_LARGEST * largest)


def returned(actual: object, shape: tuple[int, ...], call: str) -> Array:
    """Return the numbers of what a call returned: a float32 Tensor of this shape."""
    __tracebackhide__ = True
    return _numbers(actual, shape, Subject(call), None)


def held(actual: object, shape: tuple[int, ...], what: str) -> Array:
    """Return the numbers that an attribute holds: a float32 Tensor of this shape."""
    __tracebackhide__ = True
    return _numbers(actual, shape, _attribute(what), None)


def _attribute(what: str) -> Subject:
    return Subject(what, "is", "should be", "is")


def _judge(
    actual: object,
    expected: Numbers,
    subject: Subject,
    given: Mapping[str, Numbers],
    hint: str | None,
    mistakes: Mapping[str, Numbers],
) -> None:
    __tracebackhide__ = True
    wanted = _plain(expected)
    got = numbers(actual)
    mistake = None if got is None else named(got, mistakes)
    got = _numbers(actual, wanted.shape, subject, None, mistake)
    wrong = ~close(got, wanted)
    if not wrong.any():
        return
    shown = tables(got, wanted)
    if shown is not None:
        body: list[str | list[str]] = [
            f"{subject.name} {subject.seen}",
            shown[0],
            f"but {subject.wanted}",
            shown[1],
        ]
    else:
        count = f"{wrong.sum()} of {wrong.size} values"
        where = "one value" if wrong.size == 1 else count
        head = f"{subject.name} {subject.was} {kind(actual)}, in which {where} differ:"
        body = [head, differences(got, wanted, wrong)]
    small = [(name, inline(_plain(value))) for name, value in given.items()]
    with_what = [f"{name} = {text}" for name, text in small if text is not None][:3]
    body += ["with", with_what] if with_what else []
    fail(*body, hint=hint, mistake=mistake)


def named(got: Array, mistakes: Mapping[str, Numbers]) -> str | None:
    """Return the first mistake that explains all the numbers that came back."""
    for name, value in mistakes.items():
        explained = _plain(value)
        if got.shape == explained.shape:
            both_nan = np.isnan(got) & np.isnan(explained)
            if (close(got, explained) | both_nan).all():
                return name
    return None


def _numbers(
    actual: object,
    shape: tuple[int, ...] | None,
    subject: Subject,
    hint: str | None,
    mistake: str | None = None,
) -> Array:
    """Return the numbers of a float32 Tensor of this shape, or say what it is instead.

    The question is one about the shape.
    """
    __tracebackhide__ = True
    got = numbers(actual)
    start = f"{subject.name} {subject.was}"
    if got is None:
        if actual is None and subject.was == "returned":
            fail(f"{start} None, but {subject.wanted} a Tensor.", mistake=NOTHING)
        if actual is None:
            unset = NOTHING if subject.name.endswith("returned") else "__init__ leaves it None"
            fail(f"{start} None instead of a Tensor.", mistake=unset)
        if array_of(actual) is not None:
            unwrapped = "an array is not wrapped in a Tensor"
            fail(f"{start} an ndarray instead of a Tensor.", mistake=unwrapped)
        fail(f"{start} {kind(actual)} instead of a Tensor.", mistake=_UNWRAPPED.get(kind(actual)))
    if got.dtype != np.float32:
        kept = f"the numbers are kept as {got.dtype}"
        fail(f"{start} a Tensor of {got.dtype} instead of float32.", mistake=kept)
    if shape is not None and got.shape != shape:
        wanted = f"the shape should be {shape}"
        if got.shape == (1, *shape) and len(shape) == 1 and subject.was == "returned":
            mistake = mistake or "one sample becomes a batch of one"
        mistake = mistake or _shape_mistake(got.shape, shape)
        fail(f"{start} a Tensor of shape {got.shape}, but {wanted}.", hint=hint, mistake=mistake)
    return got


def _shape_mistake(got: tuple[int, ...], wanted: tuple[int, ...]) -> str | None:
    if got == () and wanted:
        return "one number stands for all"
    if len(got) != len(wanted):
        return "an axis is added" if len(got) > len(wanted) else "an axis is lost"
    return "the axes are swapped" if got == wanted[::-1] else None


def _plain(value: Numbers) -> npt.NDArray[Any]:
    return np.array(value.data if isinstance(value, Tensor) else value, dtype=np.float64)
