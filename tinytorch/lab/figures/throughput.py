"""The picture of throughput and latency against batch size."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from tinytorch.lab import findings, model
from tinytorch.lab.style import FIRST, SECOND, slide, write
from tinytorch.lab.throughput import Throughput


def draw(study: Throughput, who: str) -> Figure:
    """Draw samples per second on the left and milliseconds on the right; `who` names the layers."""
    figure, (rate, latency) = slide(findings.best_batch(study), 2)
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
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
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
