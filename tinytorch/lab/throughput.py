"""How fast a model computes: time for a batch against its size, with raw NumPy beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError, model
from tinytorch.lab.progress import track

Array = npt.NDArray[np.float32]

BATCHES = tuple(2**power for power in range(11))

#: At least so many calls, also where they are slow.
_MIN_CALLS = 5

#: Where a batch takes longer (in seconds), larger ones are left out.
_LONGEST = 0.25


@dataclass(frozen=True, slots=True)
class Time:
    """The seconds that calls took."""

    fastest: float  #: what the call needs; all that is beyond it, the machine spent elsewhere
    median: float


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one batch took."""

    batch: int
    layers: Time
    numpy: Time
    calls: int  #: of each of the two

    @property
    def rate(self) -> float:
        """Samples per second through the layers, at their fastest."""
        return self.batch / self.layers.fastest


@dataclass(frozen=True, slots=True)
class Throughput:
    """The timings of a model, from the smallest batch to the largest."""

    widths: tuple[int, ...]
    timings: tuple[Timing, ...]
    left_out: tuple[int, ...]  #: batch sizes that would have taken too long


def measure(
    widths: Sequence[int], *, batches: Sequence[int] = BATCHES, seconds: float = 0.3
) -> Throughput:
    """Time a Sequential of the student's layers.

    Parameters
    ----------
    widths : sequence of int
        The widths of the model.
    batches : sequence of int
        Batch sizes, ascending.
    seconds : float
        How long to measure each batch size.

    Raises
    ------
    LabError
        The layers compute other numbers than NumPy does with the same weights.
    """
    layers = model.build(widths)
    network = load("Sequential")(*layers)
    # A ReLU follows every Linear but the last.
    weights = [(layer.weight.data, layer.bias.data) for layer in layers[::2]]
    rng = np.random.default_rng(0)
    timings: list[Timing] = []
    for batch in track(batches, "throughput"):
        if timings and timings[-1].layers.median > _LONGEST:
            break
        numbers = rng.standard_normal((batch, widths[0]), dtype=np.float32)
        timings.append(_time(network, Tensor(numbers), weights, numbers, seconds))
    return Throughput(tuple(widths), tuple(timings), tuple(batches[len(timings) :]))


def _time(
    network: Any, x: Tensor, weights: Sequence[tuple[Array, Array]], numbers: Array, seconds: float
) -> Timing:
    if not np.allclose(network.forward(x).data, _raw(numbers, weights), rtol=1e-3, atol=1e-4):
        raise LabError(
            "Sequential computes other numbers than NumPy does with the same weights, so that"
            " their times cannot be compared; `nox -s grade` says what differs."
        )
    calls = (lambda: network.forward(x), lambda: _raw(numbers, weights))
    layers, raw = _alternate(calls, seconds)
    return Timing(len(numbers), _summary(layers), _summary(raw), len(layers))


def _raw(x: Array, weights: Sequence[tuple[Array, Array]]) -> Array:
    """Compute what the model computes, with nothing between Python and NumPy."""
    *hidden, (weight, bias) = weights
    for inner, inner_bias in hidden:
        x = np.maximum(x @ inner + inner_bias, 0)
    return x @ weight + bias


def _alternate(calls: Sequence[Callable[[], Any]], seconds: float) -> list[list[float]]:
    """Time calls in turn, so that whatever else the machine does meets them alike."""
    times: list[list[float]] = [[] for _ in calls]
    end = perf_counter() + seconds
    while perf_counter() < end or len(times[0]) < _MIN_CALLS:
        for call, taken in zip(calls, times, strict=True):
            start = perf_counter()
            call()
            taken.append(perf_counter() - start)
    return times


def _summary(times: Sequence[float]) -> Time:
    return Time(min(times), float(np.median(times)))
