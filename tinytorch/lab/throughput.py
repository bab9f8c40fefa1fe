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
from tinytorch.lab.style import FIRST, SECOND, slide, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Throughput and latency"

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
    for batch in tqdm(batches, "throughput", leave=False, disable=None):
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
    return Time(min(times), median(times))


def describe(throughput: Throughput, who: str) -> Section:
    """Return the section about how fast a model computes; `who` names whose layers these are."""
    rows = [
        (
            str(timing.batch),
            f"{1e3 * timing.layers.fastest:.3f}",
            f"{1e3 * timing.numpy.fastest:.3f}",
            f"{timing.layers.fastest / timing.numpy.fastest:.2f}",
            f"{timing.rate:,.0f}",
            f"{timing.batch / timing.numpy.fastest:,.0f}",
            f"{1e3 * timing.layers.median:.3f}",
            f"{timing.calls:,}",
        )
        for timing in throughput.timings
    ]
    head = ("batch", "ms", "NumPy: ms", "ratio", "samples/s", "NumPy: samples/s", "median: ms")
    remark = (
        "Times are those of the fastest of so many forward passes, the layers and raw NumPy in"
        " turn, with the same weights. Ratio: the time of the layers to that of NumPy. Median: of"
        " all passes through the layers."
    )
    left_out = ", ".join(f"{batch:,}" for batch in throughput.left_out)
    return Section(
        f"{TITLE}: {model.name_of(throughput.widths)}",
        (
            f"{best_batch(throughput)}.",
            Picture(
                "throughput.png",
                "Samples per second, and milliseconds, against batch size",
                partial(_draw, throughput, who),
            ),
            Table((*head, "calls"), tuple(rows)),
            remark,
            *([f"Left out, as it would take too long: batch {left_out}."] if left_out else []),
        ),
    )


def best_batch(throughput: Throughput) -> str:
    """Say what the batch with the highest rate gains, and what it costs in latency."""
    first, best = throughput.timings[0], max(throughput.timings, key=lambda timing: timing.rate)
    if best is first:
        return f"No batch computes more samples per second than one of {first.batch}"
    gain, wait = best.rate / first.rate, best.layers.fastest / first.layers.fastest
    return (
        f"A batch of {best.batch} computes {rounded(gain)} times as many samples per second as"
        f" one of {first.batch}, and takes {rounded(wait)} times as long"
    )


def rounded(number: float) -> str:
    """Return a positive number with two significant digits: 0.12, 4.7, 15, 120, 1,500."""
    return f"{float(f'{number:.2g}'):,g}"


def _draw(study: Throughput, who: str) -> Figure:
    """Draw samples per second on the left and milliseconds on the right; `who` names the layers."""
    figure, (rate, latency) = slide(best_batch(study), 2)
    batches = np.array([timing.batch for timing in study.timings])
    for line, times in (
        (FIRST, [timing.layers for timing in study.timings]),
        (SECOND, [timing.numpy for timing in study.timings]),
    ):
        fastest = np.array([time.fastest for time in times])
        median = np.array([time.median for time in times])
        for ax, of_fastest, of_median in (
            (rate, batches / fastest, batches / median),
            (latency, 1e3 * fastest, 1e3 * median),
        ):
            ax.plot(batches, of_fastest, **line.options())
            ax.fill_between(batches, of_fastest, of_median, **line.band())
    _name_lines(rate, study, who)
    rate.set(ylabel="samples/s", title=f"Throughput of {model.name_of(study.widths)}")
    latency.set(ylabel="ms", title="Time for a batch")
    for ax in (rate, latency):
        ax.set(yscale="log", xlabel="batch size (samples)")
        ax.set_xscale("log", base=2)
        ax.margins(y=0.12)
        ax.set_xticks(batches[::2], [f"{batch:,}" for batch in batches[::2]])
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    figure.supxlabel("lines: the fastest call; shaded: up to the median of all calls", fontsize=14)
    return figure


def _name_lines(ax: Axes, study: Throughput, who: str) -> None:
    """Write the name of the faster line above it and that of the slower below, where both rise."""
    timing = study.timings[len(study.timings) // 2]
    lines = ((timing.layers, who, FIRST), (timing.numpy, "raw NumPy", SECOND))
    above, below = sorted(lines, key=lambda each: each[0].fastest)
    for (time, name, line), move, side in ((above, (-8, 16), "right"), (below, (8, -20), "left")):
        at = (timing.batch, timing.batch / time.fastest)
        write(ax, name, at, move, color=line.colour, ha=side, fontweight="bold")
