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
    FIRST,
    GREY,
    SECOND,
    VERMILLION,
    slide,
    spread,
    write,
)

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
class Masks:
    """Which elements of a square input survived two calls in a row."""

    p: float
    calls: tuple[Mask, Mask]


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
    masks: tuple[Masks, ...]
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
        tuple(_masks(dropout(p), p) for p in _SHOWN),
        _passes(dropout(0.5), 0.5, passes),
    )


def _mean(layer: Any, p: float, ones: Tensor) -> Mean:
    output = _train(layer, ones)
    kept = int(np.count_nonzero(output)) / output.size
    return Mean(p, float(output.mean(dtype=np.float64)), kept, 1 - kept)


def _masks(layer: Any, p: float) -> Masks:
    ones = Tensor(np.ones((_MASK_SIDE, _MASK_SIDE)))
    return Masks(p, (_train(layer, ones) != 0, _train(layer, ones) != 0))


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


def describe(study: Dropout) -> Section:
    """Return the section about Dropout."""
    rows = [
        (f"{mean.p:g}", *(f"{x:.4f}" for x in (mean.dropped, mean.as_built, mean.unscaled)))
        for mean in study.means
    ]
    return Section(
        TITLE,
        (
            f"{mean_of_dropout(study)}.",
            Picture(
                "dropout-mean.png",
                "Mean of the output against p, with and without the factor",
                partial(_draw_means, study),
            ),
            Table(("p", "share of zeros", "mean as built", "mean without factor"), tuple(rows)),
            f"The input is {study.numbers:,} ones for each p.",
            f"{fresh_masks(study)}.",
            Picture(
                "dropout-masks.png",
                "The elements that survive, for three values of p",
                partial(_draw_masks, study),
            ),
            f"{evaluation_against_training(study.passes)} (p = {study.passes.p:g}).",
            Picture(
                "dropout-passes.png",
                "Evaluation and training on the same signal",
                partial(_draw_passes, study),
            ),
        ),
    )


def mean_of_dropout(dropout: Dropout) -> str:
    """Say how far the mean of the output strays from that of the input."""
    means = [mean for mean in dropout.means if mean.p < 1]
    strays = max(abs(mean.as_built - 1) for mean in means)
    without = max(abs(mean.unscaled - 1) for mean in means)
    return (
        f"Up to p = {means[-1].p:g} the mean strays by at most {strays:.1%} as built,"
        f" by {without:.1%} without 1/(1 - p)"
    )


def fresh_masks(dropout: Dropout) -> str:
    """Say how much two masks for the same input differ."""
    masks = dropout.masks[len(dropout.masks) // 2]
    first, second = masks.calls
    share = float((first != second).mean())
    return f"Two calls on one input (p = {masks.p:g}) differ in {share:.0%} of its elements"


def evaluation_against_training(passes: Passes) -> str:
    """Say whether evaluation is the identity, and how near to it training is on average."""
    error = float(np.abs(passes.mean / passes.signal - 1).mean())
    trained = f"the mean of {passes.count:,} training passes is off by {error:.1%} on average"
    evaluated = (
        "Evaluation returns the input unchanged"
        if np.array_equal(passes.evaluation, passes.signal)
        else "Evaluation changes the input"
    )
    return f"{evaluated}; {trained}"


def _draw_means(study: Dropout) -> Figure:
    """Draw the mean of the output against p, as built and with unscaled survivors."""
    figure, (ax,) = slide(mean_of_dropout(study))
    p = [mean.p for mean in study.means]
    below_one = sum(each < 1 for each in p)  # p = 1 leaves nothing to scale: no line leads there
    for line, means in (
        (FIRST, [mean.as_built for mean in study.means]),
        (SECOND, [mean.unscaled for mean in study.means]),
    ):
        ax.plot(p[:below_one], means[:below_one], **line.options())
        ax.plot(p[below_one:], means[below_one:], line.marker, color=line.colour, clip_on=False)
    early, middle, last = study.means[2], study.means[below_one // 2], study.means[-1]
    write(ax, "Dropout as built", (early.p, early.as_built), (0, 16), color=FIRST.colour)
    label = "same masks, without 1/(1 - p)"
    write(ax, label, (middle.p, middle.unscaled), (12, 10), color=SECOND.colour)
    label = f"p = {last.p:g}:\nmean {last.as_built:.2g}"
    write(ax, label, (last.p, last.as_built), (12, -6), va="bottom")
    ax.set(xlim=(0, 1), xlabel="p, the probability that an element is dropped")
    highest = max(mean.as_built for mean in study.means if math.isfinite(mean.as_built))
    ax.set(ylim=(0, 1.2 * max(1, highest)), ylabel="mean of the output (input: 1)")
    return figure


def _draw_masks(study: Dropout) -> Figure:
    """Draw which elements survived two calls, for each p a column."""
    from matplotlib.colors import ListedColormap

    figure, axes = slide(fresh_masks(study), len(study.masks), rows=2, height=7.2)
    for column, masks in enumerate(study.masks):
        for row, mask in enumerate(masks.calls):
            ax = axes[row * len(study.masks) + column]
            ax.imshow(mask, cmap=ListedColormap(["#F2F2F2", BLUE]), vmin=0, vmax=1)
            ax.set_title(f"p = {masks.p:g}: {1 - mask.mean():.1%} dropped")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
    for row, call in enumerate(("first call", "second call")):
        axes[row * len(study.masks)].set_ylabel(call)
    figure.supxlabel("blue: kept, light: dropped", fontsize=14)
    return figure


def _draw_passes(study: Dropout) -> Figure:
    """Draw a signal in evaluation and in training."""
    passes = study.passes
    figure, (ax,) = slide(evaluation_against_training(passes))
    index = np.arange(len(passes.signal))
    ax.plot(index, passes.training, "o", color=VERMILLION, markersize=6, clip_on=False)
    ax.plot(index, passes.evaluation, "-", color=GREY, linewidth=7, alpha=0.6)
    ax.plot(index, passes.mean, "--", color=BLUE)
    last = float(index[-1])
    names = (
        (f"one training pass,\np = {passes.p:g}", VERMILLION, float(passes.training.max())),
        ("evaluation", GREY, float(passes.evaluation[-1])),
        (f"mean of {passes.count:,}\ntraining passes", BLUE, float(passes.mean[-1])),
    )
    places = spread([y for _, _, y in names], 0.8)
    for (name, colour, _), y in zip(names, places, strict=True):
        write(ax, name, (last, y), (12, 0), color=colour)
    ax.set(xlabel="element", ylabel="value", xlim=(0, last))
    return figure
