"""The picture of how activations develop from layer to layer."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tinytorch.lab import findings
from tinytorch.lab.initialisation import Initialisation, Trace
from tinytorch.lab.style import (
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Line,
    slide,
    spread,
    write,
)

#: In the order of the starts.
_LINES = (
    Line(BLUE, "-", "o"),
    Line(ORANGE, "-", "D"),
    Line(GREY, ":", "x"),
    Line(PURPLE, "-.", "^"),
    Line(SKY, "--", "v"),
    Line(VERMILLION, "--", "s"),
)


def draw(study: Initialisation) -> Figure:
    """Draw a line for each start, without ReLU on the left and with it on the right."""
    figure, panels = slide(
        f"Standard deviation of activations, {study.depth} layers of width {study.width}",
        2,
        height=6.4,
        sharey=True,
    )
    seen = [value for trace in study.traces for value in trace.deviations if value > 0]
    finite = [value for value in seen if math.isfinite(value)]
    floor, ceiling = min(finite) / 30, max(finite) * 30
    for ax, relu in zip(panels, (False, True), strict=True):
        finding = findings.steadiest_start(study, relu=relu)
        ax.set_title(textwrap.fill(f"{'With' if relu else 'Without'} ReLU, {finding}", 44))
        traces = study.of(relu=relu)
        for line, trace in zip(_LINES, traces, strict=True):
            # Neither zero nor infinity has a place on a logarithmic axis but its edge.
            shown = np.clip(trace.deviations, floor, ceiling)
            ax.plot(shown, markevery=2, clip_on=False, **line.options())
        _name_traces(ax, traces, floor, ceiling)
        ax.set(yscale="log", ylim=(floor, ceiling), xlabel="layer", xlim=(0, study.depth))
        ax.set_xticks(range(0, study.depth + 1, max(1, study.depth // 4)))
    panels[0].set_ylabel("standard deviation")
    return figure


def _name_traces(ax: Axes, traces: Sequence[Trace], floor: float, ceiling: float) -> None:
    """Write the name of each start at the end of its line."""
    lasts = [trace.last if math.isfinite(trace.last) else ceiling for trace in traces]
    ends = [math.log10(min(max(last, floor), ceiling)) for last in lasts]
    gap = math.log10(ceiling / floor) / 18
    for trace, end in zip(traces, spread(ends, gap), strict=True):
        name = trace.label if trace.last else f"{trace.label}: 0"
        write(ax, name, (len(trace.deviations) - 1, 10**end), (10, 0))
