"""Checks of what Dropout gives: facts of every draw first, then counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np

from tinytorch.testing.compare import Numbers, assert_returns, returned
from tinytorch.testing.show import Array, number, numbers
from tinytorch.testing.statistics import binomial_bounds, mode_probability, no_luck, risk
from tinytorch.testing.unmet import fail

SAME_MASK = "the mask is drawn once, or the generator is seeded each time"
_NOTHING = "nothing is dropped in training"
_EVERYTHING = "everything is dropped in training"
_ONE_DRAW = "one draw serves a whole axis of x"
_FIXED_NUMBER = "a fixed number is dropped instead of each element by chance"


def assert_evaluates(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that evaluation gave the values of x; p is below 1, and no element of x may be 0."""
    __tracebackhide__ = True
    mistakes: dict[str, Numbers] = {
        "evaluation drops everything": np.zeros(x.shape),
        "evaluation scales x by 1 - p": x * (1 - p),
        "evaluation scales x by 1 / (1 - p)": x / (1 - p),
    }
    got = numbers(actual)
    if got is not None and got.shape == x.shape:
        for factor in (1.0, 1 / (1 - p)):
            trained = np.where(got == 0, 0, x * factor)
            mistakes |= {"evaluation drops as training does": trained}
            if np.allclose(got, trained):
                break
    question = "when should forward drop and scale, and when neither?"
    assert_returns(actual, x, call=call, hint=question, mistakes=mistakes)


def assert_zero_or_scaled(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that each element is 0 or ``x / (1 - p)``; no element of x may be 0."""
    __tracebackhide__ = True
    got, dropped = _output(actual, x, call), _mask(actual, x, p, call)
    factors = got[~dropped] / x[~dropped]
    kept = max(x.size - int(dropped.sum()), 1)
    named = {
        "the survivors are not scaled by 1 / (1 - p)": 1.0,
        "the survivors are scaled by 1 / p": 1 / p,
        "the survivors are multiplied by 1 - p instead of divided": 1 - p,
        "the survivors are scaled twice": 1 / (1 - p) ** 2,
        "1 + p is taken for 1 / (1 - p)": 1 + p,
        "the survivors are scaled by the share that this mask kept": x.size / kept,
    }
    question = "which two values can an element of x have afterwards?"
    if factors.size and np.allclose(factors, factors[0]):
        question = f"which p multiplies the survivors by {number(factors[0])}?"
    # A factor that nearly is the right one would explain everything.
    mistakes: dict[str, Numbers] = {
        name: np.where(dropped, 0, x * factor)
        for name, factor in named.items()
        if not np.isclose(factor, 1 / (1 - p))
    }
    mistakes |= {"the mask is returned without x": np.where(dropped, 0, 1 / (1 - p))}
    assert_returns(
        actual,
        np.where(dropped, 0, x / (1 - p)),
        call=call,
        given={"x": x},
        hint=question,
        mistakes=mistakes,
    )


def assert_drops_in_each_call(actual: list[object], x: Array, p: float, *, call: str) -> None:
    """Check that each of several calls dropped some elements and kept others."""
    __tracebackhide__ = True
    dropped = [int(np.equal(_output(y, x, call), 0).sum()) for y in actual]
    if set(dropped) == {0, x.size}:
        # Each of n calls with one draw alone gives either, and all the same with p^n + (1 - p)^n.
        sentence = f"{call} dropped all {x.size} elements of x in some calls, and none in others."
        fail(sentence, mistake="one draw decides for all of x")
    for y in actual:
        _mask(y, x, p, call)


def assert_drops_and_keeps(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that some elements are 0 and others not; no element of x may be 0."""
    __tracebackhide__ = True
    _mask(actual, x, p, call)


def assert_share_dropped(
    actual: object,
    x: Array,
    p: float,
    *,
    call: str,
    mistakes: Mapping[str, float] | None = None,
) -> None:
    """Check that an element is dropped with probability p; no element of x may be 0."""
    __tracebackhide__ = True
    dropped = _mask(actual, x, p, call)
    share = float(dropped.mean())
    bounds = binomial_bounds(x.size, p)
    risk("share dropped", x.size, bounds.risk)
    # The share of a few draws says nothing about p; that they are few fails a test of its own.
    if bounds.hold(share) or any(_repeated(dropped, axis) for axis in range(x.ndim)):
        return
    named = dict(mistakes or {}) | {
        "p is taken for the probability of keeping an element": 1 - p,
        "one half is dropped whatever p is": 0.5,
        "the draws are normal (randn), not uniform (random)": math.erfc((1 - p) / math.sqrt(2)) / 2,
    }
    near = [name for name, wrong in named.items() if binomial_bounds(x.size, wrong).hold(share)]
    sentence = f"{call} dropped {share:.2%} of {x.size} elements, but should drop {p:.2%}."
    off = abs(share - p) / math.sqrt(p * (1 - p) / x.size)
    chance = no_luck(bounds, off, "{:.2%}".format)
    amount = "few" if share < p else "many"
    fail(sentence, f"{chance}: too {amount} are dropped.", mistake=next(iter(near), None))


def assert_each_on_its_own(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that no line of elements along any axis is dropped or kept as a whole."""
    __tracebackhide__ = True
    dropped = _mask(actual, x, p, call)
    for axis, length in enumerate(x.shape):
        lines = x.size // length
        risk("line of one kind", length, lines * (p**length + (1 - p) ** length))
        gone, kept = np.asarray(dropped.all(axis)), np.asarray(~dropped.any(axis))
        whole = gone | kept
        if whole.any():
            first = np.argwhere(whole)[0]
            place = [str(i) for i in first]
            place.insert(axis, ":")
            state = "dropped" if gone[tuple(first)] else "kept"
            sentence = f"{call} {state} all {length} elements of [{', '.join(place)}] together"
            mistake = _ONE_DRAW if whole.all() else None
            fail(f"{sentence}; each should have a draw of its own.", mistake=mistake)


def assert_count_varies(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that neither the rows nor the columns of a matrix all drop the same number."""
    __tracebackhide__ = True
    dropped = _mask(actual, x, p, call)
    for place, axis in (("row", 1), ("column", 0)):
        seen, n = dropped.sum(axis), x.shape[axis]
        risk("equal counts", n, mode_probability(n, p) ** (len(seen) - 1))
        # Lines that are all alike fail a test of their own.
        if (seen == seen[0]).all() and not _repeated(dropped, 1 - axis):
            sentence = f"{call} dropped just {seen[0]} of {n} elements in every {place} of x"
            fail(f"{sentence}; the number should vary by chance.", mistake=_FIXED_NUMBER)


def assert_not_always_expected(
    actual: list[object], x: list[Array], p: float, *, call: str
) -> None:
    """Check that calls do not all drop the number of elements that is the most probable.

    The inputs are of different sizes, because calls that drop the same elements fail another test.
    """
    __tracebackhide__ = True
    counts = [int(_mask(y, each, p, call).sum()) for y, each in zip(actual, x, strict=True)]
    chance = math.prod(3 * mode_probability(each.size, p) for each in x)
    risk("expected counts", min(each.size for each in x), chance)
    if all(abs(count - p * each.size) <= 1 for count, each in zip(counts, x, strict=True)):
        shown = ", ".join(f"{n} of {each.size}" for n, each in zip(counts[:3], x, strict=False))
        sentence = f"{call} dropped just the share {p:g} of x each time ({shown}, ...)"
        fail(f"{sentence}; the number should vary by chance.", mistake=_FIXED_NUMBER)


def assert_masks_differ(actual: list[object], x: Array, p: float, *, what: str) -> None:
    """Check that no two outputs drop the same elements.

    Parameters
    ----------
    actual : list of Tensor
    x : ndarray
        The input of all; no element may be 0.
    p : float
    what : str
        What gave the outputs, as the subject of "dropped the same elements".
    """
    __tracebackhide__ = True
    masks = [_mask(one, x, p, what) for one in actual]
    for one, other in combinations(masks, 2):
        risk("two equal masks", x.size, (p**2 + (1 - p) ** 2) ** x.size)
        if np.array_equal(one, other):
            fail(f"{what} dropped the same elements of x.", mistake=SAME_MASK)


def _mask(actual: object, x: Array, p: float, call: str) -> Array:
    """Return which elements were dropped: some of them, and not all."""
    __tracebackhide__ = True
    dropped: Array = np.equal(_output(actual, x, call), 0)
    risk("all dropped or all kept", x.size, p**x.size + (1 - p) ** x.size)
    if not dropped.any():
        fail(f"{call} dropped none of {x.size} elements, with p = {p:g}.", mistake=_NOTHING)
    if dropped.all():
        fail(f"{call} dropped all {x.size} elements, with p = {p:g}.", mistake=_EVERYTHING)
    return dropped


def _repeated(dropped: Array, axis: int) -> bool:
    """Whether all elements along an axis are dropped or kept together."""
    return bool((dropped == np.take(dropped, [0], axis)).all())


def _output(actual: object, x: Array, call: str) -> Array:
    """Return the numbers that came back for x, in its shape."""
    __tracebackhide__ = True
    got = numbers(actual)
    if got is not None and got.ndim == 1 and got.size < x.size:
        mistake = "the elements that are dropped are left out instead of set to 0"
        fail(f"{call} returned {got.size} numbers for {x.size}.", mistake=mistake)
    return returned(actual, x.shape, call)
