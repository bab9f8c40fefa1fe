"""The pictures of what Dropout does to means, to elements and to a signal."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from tinytorch.lab import findings
from tinytorch.lab.dropout import Dropout
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


def draw_means(study: Dropout) -> Figure:
    """Draw the mean of the output against p, as built and with unscaled survivors."""
    figure, (ax,) = slide(findings.mean_of_dropout(study))
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


def draw_masks(study: Dropout) -> Figure:
    """Draw which elements survived two calls, for each p a column."""
    figure, axes = slide(findings.fresh_masks(study), len(study.masks), rows=2, height=7.2)
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


def draw_passes(study: Dropout) -> Figure:
    """Draw a signal in evaluation and in training."""
    passes = study.passes
    figure, (ax,) = slide(findings.evaluation_against_training(passes))
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
