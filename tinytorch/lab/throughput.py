"""The study of how fast a model computes, batch by batch, with raw NumPy beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError, model
from tinytorch.lab.page import Picture, Section, Table
from tinytorch.lab.style import BAND, FIRST, SECOND, rounded, slide

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Throughput and latency"

_REMARK = (
    "Times are medians of so many forward passes, the layers and raw NumPy in turn, with the same"
    " weights. Ratio: the time of the layers to that of NumPy. Best: the fastest pass through the"
    " layers, in ms."
)

Array = npt.NDArray[np.float32]

BATCHES = tuple(2**power for power in range(11))

#: At least so many calls, also where they are slow.
_MIN_CALLS = 5

#: Where a batch takes longer (in seconds), larger ones are left out.
_LONGEST = 0.25


@dataclass(frozen=True, slots=True)
class Timing:
    """The seconds that forward passes of one batch took, as many through the layers as in NumPy."""

    batch: int
    layers: Sequence[float]
    numpy: Sequence[float]

    @property
    def latency(self) -> float:
        """Seconds that a batch takes in the layers."""
        return median(self.layers)

    @property
    def rate(self) -> float:
        """Samples per second through the layers."""
        return self.batch / self.latency


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
    for batch in tqdm(batches, "throughput", leave=False, disable=None):
        if timings and timings[-1].latency > _LONGEST:
            break
        numbers = rng.standard_normal((batch, widths[0]), dtype=np.float32)
        timings.append(_time(network, Tensor(numbers), weights, numbers, seconds))
    return Throughput(tuple(widths), tuple(timings), tuple(batches[len(timings) :]))


def _time(
    network: Any, x: Tensor, weights: Sequence[tuple[Array, Array]], numbers: Array, seconds: float
) -> Timing:
    if not np.allclose(network.forward(x).data, _raw(numbers, weights), rtol=1e-3, atol=1e-4):
        raise LabError(
            "the layers compute other numbers than NumPy does with the same weights, so that their"
            " times cannot be compared; `python3 -m nox -s grade` says what is wrong."
        )
    calls = (lambda: network.forward(x), lambda: _raw(numbers, weights))
    return Timing(len(numbers), *_alternate(calls, seconds))


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


def best_batch(throughput: Throughput) -> str:
    """Say what the batch with the highest rate gains, and what it costs in latency."""
    first, best = throughput.timings[0], max(throughput.timings, key=lambda timing: timing.rate)
    if best is first:
        return f"No batch computes more samples per second than one of {first.batch}"
    gain, wait = rounded(best.rate / first.rate), rounded(best.latency / first.latency)
    return (
        f"A batch of {best.batch:,} computes {gain} times as many samples per second as one of"
        f" {first.batch}, and takes {wait} times as long"
    )


def describe(throughput: Throughput, who: str) -> Section:
    """Return the section about how fast a model computes; `who` names whose layers these are."""
    alt = "Samples per second, and milliseconds, against batch size"
    head = ("batch", "ms", "NumPy: ms", "ratio", "samples/s", "NumPy: samples/s", "calls", "best")
    rows = (
        (
            f"{timing.batch:,}",
            f"{1e3 * timing.latency:.3f}",
            f"{1e3 * median(timing.numpy):.3f}",
            f"{timing.latency / median(timing.numpy):.2f}",
            round(timing.rate),
            round(timing.batch / median(timing.numpy)),
            len(timing.layers),
            f"{1e3 * min(timing.layers):.3f}",
        )
        for timing in throughput.timings
    )
    left_out = ", ".join(f"{batch:,}" for batch in throughput.left_out)
    return Section(
        f"{TITLE}: {model.name_of(throughput.widths)}",
        (
            f"{best_batch(throughput)}.",
            Picture("throughput", alt, partial(_draw, throughput, who)),
            Table(head, tuple(rows)),
            _REMARK,
            *([f"Left out, as it would take too long: batch {left_out}."] if left_out else []),
        ),
    )


def _draw(throughput: Throughput, who: str) -> Figure:
    """Draw samples per second on the left and milliseconds on the right."""
    figure, (rate, latency) = slide(best_batch(throughput), 2)
    timings = throughput.timings
    batches = np.array([timing.batch for timing in timings])
    for line, name, times in (
        (FIRST, who, [timing.layers for timing in timings]),
        (SECOND, "raw NumPy", [timing.numpy for timing in timings]),
    ):
        middle, fastest = (np.array(list(map(of, times))) for of in (median, min))
        for ax, y, edge in (
            (rate, batches / middle, batches / fastest),
            (latency, 1e3 * middle, 1e3 * fastest),
        ):
            ax.plot(batches, y, label=name, **line)
            ax.fill_between(batches, y, edge, color=line["color"], **BAND)
    rate.set(ylabel="samples/s", title=f"Throughput of {model.name_of(throughput.widths)}")
    rate.legend(loc="lower right")
    latency.set(ylabel="ms", title="Time for a batch")
    for ax in (rate, latency):
        ax.set(yscale="log", xlabel="batch size (samples)")
        ax.set_xscale("log", base=2)
        ax.margins(y=0.12)
        ax.set_xticks(batches[::2], [f"{batch:,}" for batch in batches[::2]])
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    figure.supxlabel("lines: medians; shaded: up to the fastest call")
    return figure
