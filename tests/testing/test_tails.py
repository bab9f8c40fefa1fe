"""What right code risks, from the exact distributions: never more than the ledger says.

The bounds come from inequalities that hold for every n. Here the probability of leaving them is
computed without those, at the sizes that the graded tests use, and counted at looser bounds.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from tinytorch.testing.statistics import (
    ALARM,
    Bounds,
    binomial_bounds,
    centre_bounds,
    mean_bounds,
    mode_probability,
    parallel_probability,
    repetition_probability,
    std_bounds,
)

LOOSE = 1e-3


def log_mass(n: int, p: float, k: np.ndarray) -> np.ndarray:
    """Return the logarithms of the probabilities that k of n events happen."""
    log_factorial = np.vectorize(math.lgamma, otypes=[float])
    choices = math.lgamma(n + 1) - log_factorial(k + 1) - log_factorial(n - k + 1)
    return choices + k * math.log(p) + (n - k) * math.log1p(-p)


def binomial_tails(n: int, p: float, bounds: Bounds) -> float:
    """Return the probability that a share leaves its bounds; what lies far beyond is nothing."""
    low, high = math.ceil(bounds.low * n), math.floor(bounds.high * n)
    far = math.ceil(20 * math.sqrt(n * p * (1 - p)))
    below = np.arange(max(low - far, 0), low)
    above = np.arange(high + 1, min(high + far, n) + 1)
    return math.fsum(np.exp(log_mass(n, p, np.concatenate([below, above]))))


@pytest.mark.parametrize(("n", "p"), [(60_000, 0.5), (10**6, 0.31), (10**6, 0.39), (600, 0.4)])
@pytest.mark.parametrize("alarm", [LOOSE, ALARM])
def test_the_share_of_dropped_elements(n: int, p: float, alarm: float):
    exact = binomial_tails(n, p, binomial_bounds(n, p, alarm))

    assert alarm / 100 < exact <= alarm


@pytest.mark.parametrize("n", [160_000, 200_000, 1000])
@pytest.mark.parametrize("alarm", [LOOSE, ALARM])
def test_the_standard_deviation_of_weights(n: int, alarm: float):
    bounds = std_bounds(n, 1.0, alarm)

    # n s^2 is chi-square with n - 1 degrees of freedom.
    half = mpmath.mpf(n - 1) / 2
    wide = mpmath.gammainc(half, n * bounds.high**2 / 2, mpmath.inf, regularized=True)
    narrow = mpmath.gammainc(half, 0, n * bounds.low**2 / 2, regularized=True)
    assert 0 < wide + narrow <= alarm


@pytest.mark.parametrize("alarm", [LOOSE, ALARM])
def test_the_mean_of_normal_numbers(alarm: float):
    bounds = mean_bounds(200_000, 1.0, alarm)

    exact = mpmath.erfc(bounds.high * math.sqrt(200_000) / mpmath.sqrt(2))
    assert exact == pytest.approx(alarm, rel=1e-6)


@pytest.mark.parametrize(("length", "cosine"), [(6, 0.5), (50, 0.95), (60, 0.95)])
def test_lines_that_are_nearly_parallel(length: int, cosine: float):
    # The squared cosine of two random directions is Beta(1/2, (length - 1) / 2).
    exact = mpmath.betainc((length - 1) / 2, 0.5, 0, 1 - cosine**2, regularized=True)

    assert exact <= parallel_probability(2, length, cosine) < 50 * exact


def test_counts_that_are_all_equal():
    masses = np.exp(log_mass(100, 0.5, np.arange(101)))

    assert math.fsum(masses**7) <= mode_probability(100, 0.5) ** 6


@pytest.mark.parametrize(("n", "p"), [(10_000, 0.5), (10_700, 0.5), (101, 0.3)])
def test_counts_that_are_the_expected_one(n: int, p: float):
    k = np.arange(n + 1)
    near = k[np.abs(k - p * n) <= 1]

    assert math.fsum(np.exp(log_mass(n, p, near))) <= 3 * mode_probability(n, p)


def test_repetitions_among_draws():
    # A case in which the chance that one draw is a repetition is known: n SAME_FLOAT32 at most.
    n, share = 3000, 1.2e-3
    exact = binomial_tails(n, n * 0.242 * 2.0**-23, Bounds(-1.0, share, 0.0))

    assert 0 < exact <= repetition_probability(n, share)


@pytest.mark.parametrize("n", [30, 100])
def test_loose_bounds_of_a_mean_are_left_once_in_a_thousand_times(n: int):
    means = np.random.default_rng(6).standard_normal((200_000, n), np.float32).mean(1)
    bounds = mean_bounds(n, 1.0, LOOSE)

    outside = np.mean((means < bounds.low) | (means > bounds.high))

    # 200 are expected, with a deviation of 14.
    assert outside == pytest.approx(LOOSE, rel=0.35)


@pytest.mark.parametrize(("n", "p"), [(600, 0.4), (60_000, 0.5)])
def test_loose_bounds_of_a_share_are_left_at_most_once_in_a_thousand_times(n: int, p: float):
    shares = np.random.default_rng(7).binomial(n, p, 400_000) / n
    bounds = binomial_bounds(n, p, LOOSE)

    outside = np.mean((shares < bounds.low) | (shares > bounds.high))

    # 400 by the bound and about 40 by the exact distribution.
    assert LOOSE / 30 < outside <= LOOSE
    assert outside == pytest.approx(binomial_tails(n, p, bounds), rel=1.0)


def test_loose_bounds_of_a_centre_are_left_at_most_once_in_a_thousand_times():
    x = np.random.default_rng(8).standard_normal((200_000, 50), np.float32)
    furthest = np.sqrt((x**2).mean(1)) * centre_bounds(50, 1.0, LOOSE).high

    outside = np.mean(np.abs(x.mean(1)) > furthest)

    assert 0 < outside <= LOOSE
