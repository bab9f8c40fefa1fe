"""That the bounds hold as often as they say, and still see what they are there for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinytorch.testing import binomial_bounds, centre_bounds, mean_bounds, std_bounds
from tinytorch.testing.statistics import (
    ALARM,
    SAME_FLOAT32,
    mode_probability,
    parallel_probability,
    repetition_probability,
    tail_bounds,
)


def binomial_tail(n: int, p: float, low: float, high: float) -> float:
    """Return the exact probability that a share lies outside of bounds."""
    k = np.arange(n + 1)
    choose = [math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) for i in k]
    mass = np.exp(np.array(choose) + k * math.log(p) + (n - k) * math.log1p(-p))
    return float(mass[(k < low * n) | (k > high * n)].sum())


@pytest.mark.parametrize("n", [50, 1000])
@pytest.mark.parametrize("p", [0.01, 0.3, 0.5, 0.95])
def test_a_share_leaves_its_bounds_as_seldom_as_they_say(n: int, p: float):
    for alarm in (1e-2, ALARM):
        bounds = binomial_bounds(n, p, alarm)

        assert binomial_tail(n, p, bounds.low, bounds.high) <= alarm


def test_the_bounds_of_a_share_are_close_to_its_normal_ones():
    bounds = binomial_bounds(10**6, 0.3)
    deviation = math.sqrt(0.3 * 0.7 / 10**6)

    assert 7 < (bounds.high - 0.3) / deviation < 8
    assert 7 < (0.3 - bounds.low) / deviation < 8


def test_the_bounds_of_a_mean_are_the_quantiles_of_the_normal_curve():
    bounds = mean_bounds(100, 2.0, alarm=0.05)

    assert bounds.high == pytest.approx(1.959964 * 2.0 / 10, rel=1e-6)
    assert bounds.low == -bounds.high


def test_the_centre_of_symmetric_numbers_leaves_its_bounds_as_seldom_as_they_say():
    rng, shape = np.random.default_rng(5), (2000, 100)
    for x in (rng.normal(0, 3, shape), rng.uniform(-3, 3, shape), rng.choice([-3, 3], shape)):
        spreads = np.sqrt((x**2).mean(axis=1))

        inside = [
            centre_bounds(100, spread, alarm=0.05).hold(mean)
            for spread, mean in zip(spreads, x.mean(axis=1), strict=True)
        ]

        assert np.mean(inside) >= 0.95


@pytest.mark.parametrize("n", [20, 1000])
def test_a_deviation_leaves_its_bounds_as_seldom_as_they_say(n: int):
    bounds = std_bounds(n, 2.0, alarm=0.05)
    seen = np.random.default_rng(1).normal(5.0, 2.0, (2000, n)).std(axis=1)

    outside = ((seen < bounds.low) | (seen > bounds.high)).mean()

    assert outside <= 0.05


def test_the_share_beyond_two_deviations_leaves_its_bounds_as_seldom_as_they_say():
    bounds = tail_bounds(1000, alarm=0.01)
    x = np.random.default_rng(2).normal(5.0, 2.0, (2000, 1000))
    x = np.abs(x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)

    share = (x > 2).mean(axis=1)

    assert ((share < bounds.low) | (share > bounds.high)).mean() <= bounds.risk == 0.04


def test_the_bounds_are_narrow_enough_for_what_they_are_there_for():
    assert std_bounds(200_000, 1.0).high < 1.015
    assert std_bounds(200_000, 1.0).low > 0.985
    assert centre_bounds(200_000, 1.0).high < 0.02
    assert binomial_bounds(10**6, 0.4).high < 0.4 + 0.01 * 0.6 * 2 / 3


def test_nan_lies_outside_of_every_bounds():
    assert not mean_bounds(100, 1.0).hold(math.nan)


@pytest.mark.parametrize(("n", "p"), [(10, 0.5), (101, 0.3), (1, 0.9)])
def test_the_most_probable_number_is_the_largest_probability(n: int, p: float):
    exact = max(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1))

    assert mode_probability(n, p) == pytest.approx(exact)


def test_two_float32_draws_are_as_seldom_equal_as_the_bound_says():
    draws = np.random.default_rng(3).standard_normal(200_000).astype(np.float32)

    _, counts = np.unique(draws, return_counts=True)

    pairs = float((counts * (counts - 1)).sum()) / 2
    assert 0 < pairs < SAME_FLOAT32 * len(draws) ** 2 / 2


def test_random_lines_are_as_seldom_parallel_as_the_bound_says():
    lines = np.random.default_rng(4).standard_normal((400, 50, 6))
    unit = lines / np.linalg.norm(lines, axis=2, keepdims=True)

    cosines = np.abs(unit @ unit.transpose(0, 2, 1)) - np.eye(50)

    assert (cosines.max(axis=(1, 2)) > 0.99).mean() <= parallel_probability(50, 6, 0.99)


def test_repetitions_of_a_tenth_are_out_of_the_question():
    assert repetition_probability(3000, 0.1) < 1e-100
