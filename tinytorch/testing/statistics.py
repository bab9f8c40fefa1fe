"""Bounds that right code leaves less than once in 10^12 runs, and a ledger of what they risk.

A check of random numbers can blame right code by bad luck. Each check computes the probability of
that from its own n, by a bound that holds for every n, and enters it in `RISKS`, so that the
suite as a whole can be added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

ALARM = 1e-13  #: the risk at which bounds are drawn

#: A bound of the probability that a normal number is rounded to one given float32: the spacing
#: there is at most 2^-23 |z|, and |z| times the normal density is at most 0.242.
SAME_FLOAT32 = 0.242 * 2.0**-23


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval that a statistic of right code leaves with a probability of at most `risk`."""

    low: float
    high: float
    risk: float

    def hold(self, value: float) -> bool:
        """Whether a value lies inside; NaN does not."""
        return self.low <= value <= self.high


def no_luck(bounds: Bounds, off: float, form: Callable[[float], str]) -> str:
    """Return the sentence that says how far a statistic is from what chance explains.

    Parameters
    ----------
    bounds : Bounds
    off : float
        The distance from the expected value, in standard deviations of the statistic.
    form : callable
        Writes a value of the statistic.
    """
    chance = f"Chance explains {form(bounds.low)} to {form(bounds.high)}"
    return f"{chance}; this is {off:,.0f} standard deviations off, so no bad luck"


@dataclass(frozen=True, slots=True)
class Risk:
    """The probability that one check blamed right code."""

    check: str
    n: int
    probability: float


#: What the statistical checks of this process have risked.
RISKS: list[Risk] = []


def risk(check: str, n: int, probability: float) -> None:
    """Enter a check of n random numbers in the ledger."""
    RISKS.append(Risk(check, n, probability))


def binomial_bounds(n: int, p: float, alarm: float = ALARM) -> Bounds:
    """Return bounds of the share of n independent events of probability p (Chernoff)."""
    # P(share beyond q) <= exp(-n KL(q, p)) on either side of p.
    enough = math.log(2 / alarm) / n

    def unlikely(q: float) -> bool:
        return _divergence(q, p) > enough

    return Bounds(_bisect(unlikely, p, 0.0), _bisect(unlikely, p, 1.0), alarm)


def mean_bounds(n: int, sigma: float, alarm: float = ALARM) -> Bounds:
    """Return bounds of the mean of n numbers drawn from N(0, sigma²)."""
    z = _bisect(lambda z: math.erfc(z / math.sqrt(2)) < alarm, 0.0, 40.0)
    return Bounds(-z * sigma / math.sqrt(n), z * sigma / math.sqrt(n), alarm)


def centre_bounds(n: int, spread: float, alarm: float = ALARM) -> Bounds:
    """Return bounds of the mean of n numbers drawn around 0, from their own root mean square.

    They hold for every distribution that is symmetric around 0, whatever its scale: given the
    sizes, each sign is a fair coin, and Hoeffding's inequality bounds the sum.
    """
    furthest = spread * math.sqrt(2 * math.log(2 / alarm) / n)
    return Bounds(-furthest, furthest, alarm)


def std_bounds(n: int, sigma: float, alarm: float = ALARM) -> Bounds:
    """Return bounds of the standard deviation of n numbers drawn from N(mean, sigma²)."""
    # Laurent and Massart (2000), lemma 1, for a chi-square variable with k degrees of freedom:
    # P(X > k + 2 sqrt(k t) + 2 t) <= exp(-t) and P(X < k - 2 sqrt(k t)) <= exp(-t).
    k, t = n - 1, math.log(2 / alarm)
    low, high = k - 2 * math.sqrt(k * t), k + 2 * math.sqrt(k * t) + 2 * t
    return Bounds(sigma * math.sqrt(max(low, 0) / n), sigma * math.sqrt(high / n), alarm)


def tail_bounds(n: int, alarm: float = ALARM) -> Bounds:
    """Return bounds of the share of n normal numbers beyond two of their own deviations."""
    # Their own mean and deviation lie within bounds; so, in true deviations, does the threshold.
    spread, shift = std_bounds(n, 1.0, alarm), mean_bounds(n, 1.0, alarm).high
    near, far = 2 * spread.low - shift, 2 * spread.high + shift
    low = binomial_bounds(n, math.erfc(far / math.sqrt(2)), alarm).low
    # Of a few numbers the deviation is so uncertain that any share is possible.
    high = binomial_bounds(n, math.erfc(near / math.sqrt(2)), alarm).high if near > 0 else 1.0
    return Bounds(low, high, 4 * alarm)


def repetition_probability(n: int, share: float) -> float:
    """Bound the probability that a share of n normal float32 numbers are repetitions."""
    # Each draw hits one of at most n earlier values with a probability below n * SAME_FLOAT32.
    return math.exp(-n * _divergence(share, n * SAME_FLOAT32))


def parallel_probability(lines: int, length: int, cosine: float) -> float:
    """Bound the probability that two of several random normal lines have such a cosine."""
    # The squared cosine is Beta(1/2, (length - 1) / 2): P(it > c²) <= (1 - c²)^((length - 2) / 2).
    pairs = lines * (lines - 1) / 2
    return float(pairs * (1 - cosine**2) ** ((length - 2) / 2))


def mode_probability(n: int, p: float) -> float:
    """Return the largest probability that the number of n events of probability p can have."""
    k = math.floor((n + 1) * p)
    choices = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(choices + k * math.log(p) + (n - k) * math.log(1 - p))


def _divergence(q: float, p: float) -> float:
    """Return the Kullback-Leibler divergence of a coin of probability q from one of p."""
    terms = ((q, p), (1 - q, 1 - p))
    return sum(a * math.log(a / b) for a, b in terms if a > 0)


def _bisect(unlikely: Callable[[float], bool], likely: float, end: float) -> float:
    """Return the nearest point to `likely`, on the way to `end`, from which on all is unlikely."""
    for _ in range(80):
        middle = (likely + end) / 2
        likely, end = (likely, middle) if unlikely(middle) else (middle, end)
    return end
