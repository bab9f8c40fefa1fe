"""The study of what Dropout does to the mean of a signal, which elements it drops, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError
from tinytorch.lab.page import Picture, Section, Table
from tinytorch.lab.style import (
    BLUE,
    FAINT,
    FIRST,
    GREY,
    SECOND,
    VERMILLION,
    apart,
    matrix,
    slide,
    write,
)  # fmt: skip

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Dropout"

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool]

PROBABILITIES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)

#: The probabilities of which masks are shown.
_SHOWN = (0.2, 0.5, 0.8)

_MASK_SIDE = 32


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the output for an input of ones."""

    p: float
    as_built: float  #: as the layer returns it
    unscaled: float  #: the same mask over the input, survivors as they were
    dropped: float  #: share of zeros


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """One signal, evaluated and in training."""

    p: float
    signal: Array
    evaluation: Array
    training: Array
    mean: Array  #: of many training passes
    count: int  #: how many these were


@dataclass(frozen=True, slots=True, eq=False)
class Dropout:
    """All that was measured of the student's Dropout."""

    numbers: int  #: in the input of each mean
    means: tuple[Mean, ...]
    masks: dict[float, tuple[Mask, Mask]]  #: by p: what survived two calls with a square input
    passes: Passes


def measure(*, numbers: int = 1_000_000, passes: int = 1000) -> Dropout:
    """Run the student's Dropout on ones, on squares of ones, and on a wave.

    Parameters
    ----------
    numbers : int
        The size of the input of each mean.
    passes : int
        How many training passes over the wave are averaged.
    """
    dropout = load("Dropout")
    ones = Tensor(np.ones(numbers))
    return Dropout(
        numbers,
        tuple(
            _mean(dropout(p), p, ones)
            for p in tqdm(PROBABILITIES, "dropout", leave=False, disable=None)
        ),
        {p: _masks(dropout(p)) for p in _SHOWN},
        _passes(dropout(0.5), 0.5, passes),
    )


def _mean(layer: Any, p: float, ones: Tensor) -> Mean:
    output = _train(layer, ones)
    kept = int(np.count_nonzero(output)) / output.size
    return Mean(p, float(output.mean(dtype=np.float64)), kept, 1 - kept)


def _masks(layer: Any) -> tuple[Mask, Mask]:
    ones = Tensor(np.ones((_MASK_SIDE, _MASK_SIDE)))
    return _train(layer, ones) != 0, _train(layer, ones) != 0


def _passes(layer: Any, p: float, count: int) -> Passes:
    # Away from 0, so that a zero in the output is always an element that was dropped.
    wave = np.sin(np.linspace(0, 4 * np.pi, 100)) + 2
    x = Tensor(wave)
    outputs = np.stack([_train(layer, x) for _ in range(count)])
    evaluation = layer.forward(x, training=False).data
    return Passes(p, x.data, evaluation, outputs[0], outputs.mean(axis=0), count)


def _train(layer: Any, x: Tensor) -> Array:
    output: Array = layer.forward(x, training=True).data
    if output.shape != x.shape:
        raise LabError(f"Dropout returned the shape {output.shape} for an input of {x.shape}.")
    return output


def share_of_zeros(study: Dropout) -> str:
    """Say whether Dropout zeroes the share of elements that it should."""
    for mean in study.means:
        # 9 sigma of a binomial: one wrong alarm in 1e13 runs at the least, also for p = 0.95 and
        # 10,000 numbers, where the tail is longest.
        if abs(mean.dropped - mean.p) > 9 * math.sqrt(mean.p * (1 - mean.p) / study.numbers):
            return f"Wrong: Dropout({mean.p:g}) zeroes {mean.dropped:.1%} of the elements"
    return "Dropout(p) zeroes the share p of the elements"


def mean_of_dropout(study: Dropout) -> str:
    """Say how far the mean of the output strays from that of the input."""
    *means, last = study.means
    if last.as_built != 0:
        return f"Wrong: Dropout(1) gives {last.as_built:g} on average, and not zeros"
    without = max(abs(mean.unscaled - 1) for mean in means)
    strays = max(means, key=lambda mean: abs(mean.as_built - 1))
    off = abs(strays.as_built - 1)
    # The mean is the number of survivors, over (1 - p): the same 9 sigma as for the share.
    if off > 9 * math.sqrt(strays.p / (1 - strays.p) / study.numbers):
        return (
            f"Wrong: at p = {strays.p:g} the mean is off by {off:.1%}, for survivors are to be"
            " multiplied by 1/(1 - p)"
        )
    return (
        f"Up to p = {means[-1].p:g} the mean strays by at most {off:.1%} as built,"
        f" by {without:.1%} without 1/(1 - p)"
    )


def fresh_masks(study: Dropout) -> str:
    """Say how much two masks for the same input differ."""
    first, second = study.masks[0.5]
    if np.array_equal(first, second):
        return "Wrong: two calls drop the same elements; each call is to draw anew"
    # That all rows, or all columns, of a fresh 32 x 32 mask are equal: one in 2^992 runs.
    if any(np.unique(first, axis=axis).shape[axis] == 1 for axis in (0, 1)):
        return (
            "Wrong: whole rows or columns vanish together; each element is to be drawn for itself"
        )
    share = float((first != second).mean())
    return f"Two calls on one input (p = 0.5) differ in {share:.0%} of its elements"


def evaluation_against_training(passes: Passes) -> str:
    """Say whether evaluation is the identity, and how near to it training is on average."""
    if not np.array_equal(passes.evaluation, passes.signal):
        return "Wrong: evaluation changes the input; it is to return it as it is"
    error = float(np.abs(passes.mean / passes.signal - 1).mean())
    # An element's mean of n passes has the relative deviation 1 / sqrt(n) at p = 0.5; over its 100
    # elements, the mean of these is 0.80 +- 0.06 of it: 2 is 20 sigma.
    if not error < 2 / math.sqrt(passes.count):
        return f"Wrong: the mean of {passes.count:,} training passes is off by {error:.1%}"
    return (
        f"Evaluation returns the input unchanged; the mean of {passes.count:,} training passes is"
        f" off by {error:.1%} on average"
    )


def describe(study: Dropout) -> Section:
    """Return the section about Dropout."""
    rows = (
        (f"{mean.p:g}", *(f"{x:.4f}" for x in (mean.dropped, mean.as_built, mean.unscaled)))
        for mean in study.means
    )
    means = "Mean of the output against p, with and without the factor"
    masks = "The elements that survive two calls, for three values of p"
    passes = "Evaluation and training on the same signal"
    return Section(
        TITLE,
        (
            f"{share_of_zeros(study)}. {mean_of_dropout(study)}.",
            Picture("dropout-mean", means, partial(_draw_means, study)),
            Table(("p", "share of zeros", "mean as built", "mean without factor"), tuple(rows)),
            f"The input is {study.numbers:,} ones for each p.",
            f"{fresh_masks(study)}.",
            Picture("dropout-masks", masks, partial(_draw_masks, study)),
            f"{evaluation_against_training(study.passes)} (p = {study.passes.p:g}).",
            Picture("dropout-passes", passes, partial(_draw_passes, study.passes)),
        ),
    )


def _draw_means(study: Dropout) -> Figure:
    """Draw the mean of the output against p, as built and with unscaled survivors."""
    figure, (ax,) = slide(mean_of_dropout(study))
    *below_one, last = study.means  # p = 1 leaves nothing to scale: no line leads there
    for line, name, means in (
        (FIRST, "Dropout as built", [mean.as_built for mean in study.means]),
        (SECOND, "same masks, without 1/(1 - p)", [mean.unscaled for mean in study.means]),
    ):
        ax.plot([mean.p for mean in below_one], means[:-1], label=name, **line)
        ax.plot([last.p], means[-1:], line["marker"], color=line["color"], clip_on=False)
    label = f"p = {last.p:g}:\nmean {last.as_built:.2g}"
    write(ax, label, (last.p, last.as_built), (12, -6), va="bottom")
    ax.legend(loc="lower left")
    ax.set(xlim=(0, 1), xlabel="p, the probability that an element is dropped")
    highest = max(mean.as_built for mean in study.means if math.isfinite(mean.as_built))
    ax.set(ylim=(0, 1.2 * max(1, highest)), ylabel="mean of the output (input: 1)")
    return figure


def _draw_masks(study: Dropout) -> Figure:
    """Draw which elements survived two calls, for each p a column."""
    figure, axes = slide(fresh_masks(study), len(study.masks), rows=2, height=7.2)
    for column, (p, masks) in enumerate(study.masks.items()):
        for row, mask in enumerate(masks):
            title = f"p = {p:g}: {1 - mask.mean():.1%} dropped"
            matrix(axes[row * len(study.masks) + column], mask, FAINT, BLUE, title=title)
    for row, call in enumerate(("first call", "second call")):
        axes[row * len(study.masks)].set_ylabel(call)
    figure.supxlabel("blue: kept, grey: dropped")
    return figure


def _draw_passes(passes: Passes) -> Figure:
    """Draw a signal in evaluation and in training."""
    figure, (ax,) = slide(evaluation_against_training(passes))
    index = np.arange(len(passes.signal))
    ax.plot(index, passes.training, "o", color=VERMILLION, markersize=6, clip_on=False)
    ax.plot(index, passes.evaluation, "-", color=GREY, linewidth=7, alpha=0.6)
    ax.plot(index, passes.mean, "--", color=BLUE)
    names = (
        (f"one training pass,\np = {passes.p:g}", VERMILLION, float(passes.training.max())),
        ("evaluation", GREY, float(passes.evaluation[-1])),
        (f"mean of {passes.count:,}\ntraining passes", BLUE, float(passes.mean[-1])),
    )
    places = apart([y for _, _, y in names], 0.8)
    for (name, colour, _), y in zip(names, places, strict=True):
        write(ax, name, (index[-1], y), (12, 0), color=colour)
    ax.set(xlabel="element", ylabel="value", xlim=(0, index[-1]))
    return figure
