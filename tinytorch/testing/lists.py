"""Check of a list of tensors, such as the parameters of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinytorch.core.tensor import Tensor
from tinytorch.testing.mistakes import COPIED
from tinytorch.testing.show import array_of, equal, kind, numbers
from tinytorch.testing.unmet import fail

#: Tensors by the names that a student knows them by.
Known = Mapping[str, Tensor]

EMPTY = "the list is empty"
REORDERED = "the order is another one"
INCOMPLETE = "some tensors are missing"
_KEPT = "one list of parameters is kept, and handed out each time"


def assert_list(
    actual: object,
    expected: Known,
    *,
    call: str,
    mistakes: Mapping[str, Known] | None = None,
) -> None:
    """Check that a call returned a list of these very tensors, in this order.

    Parameters
    ----------
    actual : object
    expected : dict
        The tensors by name.
    call : str
        The call as a student would write it.
    mistakes : dict, optional
        Tensors that are in the list when a well-known mistake is made. A key completes "This is
        what you get when …".
    """
    __tracebackhide__ = True
    wanted = f"the list [{', '.join(expected)}]"
    if not isinstance(actual, list):
        seen = f"the int {actual}" if type(actual) is int else kind(actual)
        fail(f"{call} returned {seen}, but should return {wanted}.", mistake=_unlisted(actual))
    strangers = mistakes or {}
    known = {name: tensor for group in strangers.values() for name, tensor in group.items()}
    found = [_recognised(item, {**expected, **known}) for item in list.__iter__(actual)]
    if found != list(expected):
        shown = [*found[:6], *["..."] * (len(found) > 6)]
        sentence = f"{call} returned [{', '.join(shown)}], but should return {wanted}."
        others = (name for name, group in strangers.items() if not group.keys().isdisjoint(found))
        named = next(others, None) or _mistake(found, list(expected))
        fail(sentence, mistake=named)


def assert_new_list(layer: Any, *, call: str) -> None:
    """Check that a list of parameters is the caller's: it goes into no later one, and stays."""
    __tracebackhide__ = True
    stray, given = Tensor(0.0), layer.parameters()
    if not isinstance(given, list):
        return  # which fails a test of its own
    given.append(stray)  # as whoever gathers the parameters of several layers may do
    later = layer.parameters()
    if isinstance(later, list) and any(item is stray for item in list.__iter__(later)):
        fail(f"{call} returned a list that a caller had appended to.", mistake=_KEPT)
    if not any(item is stray for item in given):
        fail(f"{call} changed a list that an earlier call had returned.", mistake=_KEPT)


def assert_same_items(now: list[Any], before: tuple[Any, ...], *, what: str) -> None:
    """Check that a list still consists of the very objects that it did."""
    __tracebackhide__ = True
    if len(now) != len(before) or any(a is not b for a, b in zip(now, before, strict=True)):
        counts = f"it had {len(before)} items and has {len(now)}"
        change = "its items stand in another order" if len(now) == len(before) else counts
        sentence = f"Sequential changed {what}: {change}."
        fail(sentence, mistake="a list of somebody else's is changed")


def _unlisted(actual: object) -> str | None:
    """Return what is wrong with something else than a list, by name, where it can be told."""
    named = {
        "None": "a return is missing, or returns what append does: None",
        "an int": "the parameters are counted instead of listed",
        "a tuple": "parentheses or a comma make a tuple; brackets make a list",
        "a dict": "braces make a dict; brackets make a list",
        "a set": "braces make a set; brackets make a list",
        "a generator": "yield, or a loop in parentheses, makes a generator, not a list",
    }
    if array_of(actual) is not None:
        return "an array is returned where a list is meant"
    lone = "a tensor is returned without brackets around it"
    return lone if isinstance(actual, Tensor) else named.get(kind(actual))


def _mistake(found: list[str], expected: list[str]) -> str | None:
    """Return what is wrong with a list, by name, where it can be told."""
    signs = {
        EMPTY: not found,
        REORDERED: sorted(found) == sorted(expected),
        "the lists are put into a list instead of joined": "a list" in found,
        COPIED: any(name.startswith("a copy of ") for name in found),
        "the arrays are returned instead of their Tensors": any(
            name.endswith(".data") for name in found
        ),
        "the list holds None, and should be empty": "None" in found and not expected,
        "None is listed for a parameter that is not there": "None" in found,
        "tensors are listed more than once": len(set(found)) < len(found),
        "something is listed where there is nothing to train": bool(found) and not expected,
        INCOMPLETE: set(found) < set(expected),
    }
    return next((mistake for mistake, seen in signs.items() if seen), None)


def _recognised(item: object, known: Known) -> str:
    """Return the name of a tensor among those known, or what it is instead."""
    for name, tensor in known.items():
        # A parameter that is no Tensor fails a test of its own.
        if item is tensor or (not isinstance(tensor, Tensor) and kind(item) == kind(tensor)):
            return name
    array = numbers(item)
    for name, tensor in known.items():
        if equal(array, numbers(tensor)):
            return f"a copy of {name}"
        if equal(array_of(item), numbers(tensor)):
            return f"{name}.data"
    return kind(item)
