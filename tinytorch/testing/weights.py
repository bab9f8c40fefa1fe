"""Checks of randomly drawn weights: their spread, mean and shape, and that each is a new draw."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from tinytorch.testing.compare import held
from tinytorch.testing.mistakes.linear import SHARED_WEIGHT
from tinytorch.testing.show import Array, number, numbers_in
from tinytorch.testing.statistics import (
    centre_bounds,
    no_luck,
    parallel_probability,
    repetition_probability,
    risk,
    std_bounds,
    tail_bounds,
)
from tinytorch.testing.unmet import fail

_few = "{:.4g}".format  # more digits say nothing of a statistic


def assert_std(
    weight: object,
    shape: tuple[int, int],
    sigma: float,
    *,
    what: str,
    mistakes: Mapping[str, float] | None = None,
) -> None:
    """Check the standard deviation of weights drawn from N(0, sigma²)."""
    __tracebackhide__ = True
    values = _draws(weight, shape, what)
    bounds = std_bounds(values.size, sigma)
    risk("standard deviation of weights", values.size, bounds.risk)
    seen = float(values.std())
    if bounds.hold(seen):
        return
    named = mistakes or {}
    near = (name for name, wrong in named.items() if std_bounds(values.size, wrong).hold(seen))
    sentence = f"{what} has the standard deviation {_few(seen)}, but should have {_few(sigma)}."
    off = abs(seen - sigma) / (sigma / math.sqrt(2 * values.size))
    way = "little" if seen < sigma else "far"
    chance = f"{no_luck(bounds, off, _few)}: the weights spread too {way}."
    fail(sentence, chance, mistake=next(near, _few_values(values)))


def assert_mean(weight: object, shape: tuple[int, int], *, what: str) -> None:
    """Check that weights lie around 0, in their own scale: a wrong one fails its own test only."""
    __tracebackhide__ = True
    values = _draws(weight, shape, what)
    bounds = centre_bounds(values.size, float(np.sqrt(np.mean(values**2))))
    risk("mean of weights", values.size, bounds.risk)
    seen = float(values.mean())
    if not bounds.hold(seen):
        off = abs(seen) / (float(values.std()) / math.sqrt(values.size))
        way = "below" if seen < 0 else "above"
        chance = f"{no_luck(bounds, off, _few)}: the weights lie {way} 0."
        positive = "no weight is negative" if (values >= 0).all() else "the mean is not 0"
        sentence = f"{what} has the mean {_few(seen)}, but should have 0."
        fail(sentence, chance, mistake=positive)


def assert_normal(weight: object, shape: tuple[int, int], *, what: str) -> None:
    """Check that as many weights lie beyond two standard deviations as in the normal curve."""
    __tracebackhide__ = True
    values = _draws(weight, shape, what)
    bounds = tail_bounds(values.size)
    risk("tails of the weights", values.size, bounds.risk)
    # Measured in the weights' own spread, so that a wrong scale fails its own test only.
    spread = values.std()
    share = float((np.abs(values - values.mean()) > 2 * spread).mean())
    if not bounds.hold(share):
        uniform = share == 0 and 3.4 < np.ptp(values) / spread < 3.6
        drawn = "the weights are drawn from a uniform distribution"
        mistake = drawn if uniform else _few_values(values)
        normal = math.erfc(math.sqrt(2))
        off = abs(share - normal) / math.sqrt(normal * (1 - normal) / values.size)
        sentence = f"{share:.2%} of the numbers in {what} lie beyond two standard deviations, but"
        chance = no_luck(bounds, off, "{:.2%}".format)
        fail(f"{sentence} {normal:.2%} should.", f"{chance}.", mistake=mistake)


def assert_drawn_singly(weight: object, shape: tuple[int, int], *, what: str) -> None:
    """Check that each weight is a draw of its own: no number, row or column comes again."""
    __tracebackhide__ = True
    values = _weights(weight, shape, what)
    risk("repeated weights", values.size, repetition_probability(values.size, 0.1))
    if np.unique(values).size < 0.9 * values.size:
        rows, columns = (values == values[:1]).all(), (values == values[:, :1]).all()
        same = "numbers" if rows == columns else "rows" if rows else "columns"
        several = _few_values(values) or "one draw serves several weights"
        alike = f"the {same} are all the same" if rows or columns else several
        sentence = f"{what} holds the same {same} again and again; each should be a new draw."
        fail(sentence, mistake=_CONSTANT if rows and columns else alike)
    for name, lines in (("rows", values), ("columns", values.T)):
        count, length = lines.shape
        risk(f"similar {name}", length, parallel_probability(count, length, _PARALLEL))
        if _alike(lines):
            sentence = f"The {name} of {what} are multiples of each other"
            multiples = f"the {name} are one draw, times a number each"
            fail(f"{sentence}; each should be a new draw.", mistake=multiples)


def assert_drawn_apart(first: object, second: object, shape: tuple[int, int], *, what: str) -> None:
    """Check that two layers start with different weights, number by number but for a few."""
    __tracebackhide__ = True
    one, other = _weights(first, shape, what), _weights(second, shape, what)
    risk("weights of two layers", one.size, repetition_probability(one.size, _SAME))
    if (one == other).mean() > _SAME:
        mistake = SHARED_WEIGHT if first is second else _CONSTANT if np.ptp(one) == 0 else _SEEDED
        sentence = f"{what} of two layers of the same shape is one and the same Tensor"
        if first is not second:
            sentence = f"{what} of two layers of the same shape starts with the same numbers"
        fail(f"{sentence}; each layer should draw its own.", mistake=mistake)


def _weights(weight: object, shape: tuple[int, int], what: str) -> Array:
    """Return the numbers of a weight, or say what it is instead of a Tensor."""
    __tracebackhide__ = True
    values = numbers_in(weight, shape)
    values = (held(weight, shape, what) if values is None else values).astype(np.float64)
    if not np.isfinite(values).all():  # which compares as different, and as no multiple
        fail(f"{what} holds {number(values[~np.isfinite(values)][0])}, which is no draw.")
    return values


def _draws(weight: object, shape: tuple[int, int], what: str) -> Array:
    """Return the draws behind a weight, where a number that comes often counts once."""
    __tracebackhide__ = True
    values = _weights(weight, shape, what).ravel()
    if np.count_nonzero(np.diff(np.sort(values))) + 1 >= 0.9 * values.size:  # np.unique takes long
        return values
    different, counts = np.unique(values, return_counts=True)
    if counts.max() > 0.9 * values.size:
        share = "Each number" if different.size == 1 else "Nearly every number"
        fail(f"{share} in {what} is {number(different[counts.argmax()])}.", mistake=_CONSTANT)
    return different if different.size >= _FEW else values


_CONSTANT = "all weights are the same number"
_FEW = 20  #: numbers; of fewer draws, no statistic says anything
_PARALLEL = 0.95
_SAME = 0.9  #: of two weights; signs drawn by chance have half in common
_SEEDED = "the generator is seeded in __init__, or one draw is kept for all"


def _few_values(values: Array) -> str | None:
    """Return the mistake of weights that take a few values only."""
    return "the weights take a few values only" if np.unique(values).size < _FEW else None


def _alike(lines: Array) -> bool:
    """Whether two lines point in nearly the same direction, or opposite ones."""
    unit = lines / np.linalg.norm(lines, axis=1, keepdims=True).clip(1e-30)
    cosines = np.abs(unit @ unit.T) - np.eye(len(lines))
    return bool(cosines.max() > _PARALLEL)
