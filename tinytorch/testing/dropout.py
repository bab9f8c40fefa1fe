"""Checks of what Dropout gives in training: facts of every draw first, then counts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

from tinytorch.testing.compare import assert_returns, checked
from tinytorch.testing.show import Array, number
from tinytorch.testing.statistics import binomial_bounds, mode_probability, risk
from tinytorch.testing.unmet import fail

SAME_MASK = "the mask is drawn once, or the generator is seeded each time"
_FIXED_NUMBER = "a fixed number is dropped instead of each element by chance"


def assert_zero_or_scaled(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that each element is 0 or ``x / (1 - p)``; no element of x may be 0."""
    __tracebackhide__ = True
    got = checked(actual, x.shape, call)
    dropped = got == 0
    factors = got[~dropped] / x[~dropped]
    kept = max(x.size - int(dropped.sum()), 1)
    named = {
        "the survivors are not scaled by 1 / (1 - p)": 1.0,
        "the survivors are scaled by 1 / p": 1 / p,
        "the survivors are multiplied by 1 - p instead of divided": 1 - p,
        "the survivors are scaled by the share that this mask kept": x.size / kept,
    }
    question = "which two values can an element of x have afterwards?"
    if factors.size and np.allclose(factors, factors[0]):
        question = f"which p multiplies the survivors by {number(factors[0])}?"
    # A factor that nearly is the right one would explain everything.
    mistakes = {
        name: np.where(dropped, 0, x * factor)
        for name, factor in named.items()
        if not np.isclose(factor, 1 / (1 - p))
    }
    assert_returns(
        actual,
        np.where(dropped, 0, x / (1 - p)),
        call=call,
        given={"x": x, "p": p},
        hint=question,
        mistakes=mistakes,
    )


def assert_drops_and_keeps(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that some elements are 0 and others not; no element of x may be 0."""
    __tracebackhide__ = True
    got = checked(actual, x.shape, call)
    risk("all dropped or all kept", x.size, p**x.size + (1 - p) ** x.size)
    if (got != 0).all():
        mistake = "nothing is dropped in training"
        fail(f"{call} dropped none of {x.size} elements, with p = {p:g}.", mistake=mistake)
    if (got == 0).all():
        sentence = f"{call} dropped all {x.size} elements, with p = {p:g}."
        fail(sentence, mistake="everything is dropped in training")


def assert_share_dropped(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that an element is dropped with probability p; no element of x may be 0."""
    __tracebackhide__ = True
    dropped = checked(actual, x.shape, call) == 0
    bounds = binomial_bounds(x.size, p)
    risk("share dropped", x.size, bounds.risk)
    share = float(dropped.mean())
    if bounds.hold(share):
        return
    swapped = binomial_bounds(x.size, 1 - p).hold(share)
    mistake = "p is taken for the probability of keeping an element" if swapped else None
    chance = f"by chance, from {bounds.low:.2%} to {bounds.high:.2%}"
    sentence = f"{call} dropped {share:.2%} of {x.size} elements, but should drop {p:.2%}"
    fail(f"{sentence} ({chance}).", mistake=mistake)


def assert_each_on_its_own(actual: object, x: Array, p: float, *, call: str) -> None:
    """Check that no line of elements along any axis is dropped or kept as a whole."""
    __tracebackhide__ = True
    dropped = checked(actual, x.shape, call) == 0
    for axis, length in enumerate(x.shape):
        lines = x.size // length
        risk("line of one kind", length, lines * (p**length + (1 - p) ** length))
        whole = dropped.all(axis) | ~dropped.any(axis)
        if whole.any():
            place = [str(i) for i in np.argwhere(whole)[0]]
            place.insert(axis, ":")
            state = "dropped" if dropped.all(axis)[whole][0] else "kept"
            sentence = f"{call} {state} all {length} elements of [{', '.join(place)}] together"
            mixed = dropped.any() and not dropped.all()
            mistake = "one draw serves a whole axis of x" if mixed and whole.all() else None
            fail(f"{sentence}; each should have a draw of its own.", mistake=mistake)


def assert_count_varies(actual: list[object], x: Array, p: float, *, call: str) -> None:
    """Check that neither whole calls nor lines of a matrix all drop the same number."""
    __tracebackhide__ = True
    masks = [checked(one, x.shape, call) == 0 for one in actual]
    groups = {
        "every call": (x.size, np.array([mask.sum() for mask in masks])),
        "every row of x": (x.shape[1], masks[0].sum(1)),
        "every column of x": (x.shape[0], masks[0].sum(0)),
    }
    for place, (n, seen) in groups.items():
        risk("equal counts", n, mode_probability(n, p) ** (len(seen) - 1))
        if (seen == seen[0]).all():
            sentence = f"{call} dropped just {seen[0]} of {n} elements in {place}"
            again = all(np.array_equal(mask, masks[0]) for mask in masks)
            mistake = SAME_MASK if again else _FIXED_NUMBER
            fail(f"{sentence}; the number should vary by chance.", mistake=mistake)


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
    masks: list[npt.NDArray[np.bool]] = [checked(one, x.shape, what) == 0 for one in actual]
    for one, other in combinations(masks, 2):
        risk("two equal masks", x.size, (p**2 + (1 - p) ** 2) ** x.size)
        if np.array_equal(one, other):
            fail(f"{what} dropped the same elements of x.", mistake=SAME_MASK)
