"""The study of what the scale of the weights does to a signal that runs through many layers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab.page import Picture, Section, Table
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

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Initialisation"

#: In the order of the starts.
_LINES = (
    Line(BLUE, "-", "o"),
    Line(ORANGE, "-", "D"),
    Line(GREY, ":", "x"),
    Line(PURPLE, "-.", "^"),
    Line(SKY, "--", "v"),
    Line(VERMILLION, "--", "s"),
)

Array = npt.NDArray[Any]
Draw = Callable[[int, np.random.Generator], Array]


def _normal(factor: float) -> Draw:
    """Return a draw of normal weights whose deviation is `factor` times that of LeCun."""
    return lambda width, rng: rng.standard_normal((width, width)) * factor / np.sqrt(width)


#: The start with the weights that Linear has drawn itself.
AS_BUILT = "as built"

#: How the weights of each start are drawn; None, which is first, leaves them as built.
STARTS: dict[str, Draw | None] = {
    AS_BUILT: None,
    "He": _normal(np.sqrt(2.0)),
    "zeros": lambda width, _: np.zeros((width, width)),
    "constant": lambda width, _: np.full((width, width), 1 / width),
    "too small": _normal(1 / 2),
    "too large": _normal(2.0),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """How the activations developed from layer to layer."""

    start: str  #: a key of STARTS
    relu: bool
    scale: float  #: deviation of the weights times sqrt(width): 1 for LeCun, 1.41 for He
    deviations: tuple[float, ...]  #: of all activations, the input first
    between_units: float | None  #: share of the last variance that lies between units; None of 0

    @property
    def last(self) -> float:
        return self.deviations[-1]

    @property
    def label(self) -> str:
        """The name of the start; that of LeCun only where Linear has really drawn such weights."""
        # Of 20 x 256 x 256 weights, the deviation is known to 0.1 %.
        is_lecun = self.start == AS_BUILT and abs(self.scale - 1) < 0.01
        return "LeCun" if is_lecun else self.start


@dataclass(frozen=True, slots=True)
class Initialisation:
    """The traces of all starts, without ReLU and with it."""

    width: int
    depth: int
    batch: int
    traces: tuple[Trace, ...]

    def of(self, *, relu: bool) -> tuple[Trace, ...]:
        """Return the traces with ReLU, or those without."""
        return tuple(trace for trace in self.traces if trace.relu is relu)


def measure(*, width: int = 256, depth: int = 20, batch: int = 256) -> Initialisation:
    """Send one batch of normal numbers through stacks of the student's Linear layers."""
    linear = load("Linear")
    rng = np.random.default_rng(0)
    x = Tensor(rng.standard_normal((batch, width)))
    layers = [linear(width, width) for _ in range(depth)]
    traces: list[Trace] = []
    for start in tqdm(STARTS, "initialisation", leave=False, disable=None):
        draw = STARTS[start]
        if draw is not None:
            for layer in layers:
                layer.weight.data = draw(width, rng)
        traces += (_trace(start, layers, x, relu=relu) for relu in (False, True))
    return Initialisation(width, depth, batch, tuple(traces))


def _trace(start: str, layers: list[Any], x: Tensor, *, relu: bool) -> Trace:
    activation = ReLU()
    deviations = [_deviation(x.data)]
    # Weights that are far too large overflow float32, which the trace shows as infinity.
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in layers:
            x = layer.forward(x)
            x = activation.forward(x) if relu else x
            deviations.append(_deviation(x.data))
        between = _between_units(x.data)
    weights = np.stack([layer.weight.data for layer in layers])
    scale = _deviation(weights) * np.sqrt(len(layers[0].weight.data))
    return Trace(start, relu, float(scale), tuple(deviations), between)


def _deviation(numbers: Array) -> float:
    # The squares of large float32 numbers are too large for float32.
    return float(numbers.std(dtype=np.float64))


def _between_units(activations: Array) -> float | None:
    """Return the share of the variance that lies between the units of one sample."""
    numbers = activations.astype(np.float64)
    variance = numbers.var()
    return float(numbers.var(axis=1).mean() / variance) if variance else None


def describe(study: Initialisation) -> Section:
    """Return the section about where weights start."""
    picture = Picture(
        "initialisation.png",
        "Standard deviation of activations, layer by layer",
        partial(_draw, study),
    )
    findings: list[str | Table] = []
    for relu in (False, True):
        finding = steadiest_start(study, relu=relu)
        findings.append(f"{'With' if relu else 'Without'} ReLU, {finding}.")
        findings.append(_traces(study, relu=relu))
    remark = (
        "Standard deviations over all activations of a layer. Scale: that of the weights, times the"
        " square root of the width; too small and too large are half and twice that of LeCun, which"
        " is what `Linear` is to draw itself; constant is 1 / width everywhere. Between units: the"
        " share of the last variance that lies between the units of one sample; at 0 all units"
        " compute the same."
    )
    title = f"{TITLE}: {study.depth} layers of width {study.width}, batch {study.batch}"
    return Section(title, (picture, *findings, remark))


def _traces(study: Initialisation, *, relu: bool) -> Table:
    shown = sorted({1, study.depth // 4, study.depth // 2, study.depth} - {0})
    rows = [
        (
            trace.label,
            f"{trace.scale:.3f}",
            *(f"{trace.deviations[layer]:.2g}" for layer in shown),
            "-" if trace.between_units is None else f"{trace.between_units:.2f}",
        )
        for trace in study.of(relu=relu)
    ]
    head = ("start", "scale", *(f"layer {layer}" for layer in shown), "between units")
    return Table(head, tuple(rows))


def steadiest_start(initialisation: Initialisation, *, relu: bool) -> str:
    """Say which start leaves the deviation nearest to that of the input."""
    kept = {
        trace.label: trace.last / trace.deviations[0]
        for trace in initialisation.of(relu=relu)
        if trace.last > 0 and math.isfinite(trace.last)
    }
    if not kept:
        return "no start keeps a signal"
    label = min(kept, key=lambda label: abs(math.log(kept[label])))
    return f"{label} stays nearest to the input, with {kept[label]:#.2g} times its deviation"


def _draw(study: Initialisation) -> Figure:
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
        finding = steadiest_start(study, relu=relu)
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
