"""The study of what the scale of the weights does to a signal that runs through many layers."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Tensor
from tinytorch.lab import model
from tinytorch.lab.page import Picture, Section, Table
from tinytorch.lab.style import LINES, apart, rounded, slide, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Initialisation"

_REMARK = (
    "Spread: the root mean square of all activations of a layer. Factor: the deviation of the"
    " weights times the square root of the width, by which random ones multiply the spread in a"
    " layer. Too small and too large are the deviations 0.01 and 1, constant is 1 / width"
    " everywhere. Between units: the share of the last variance that lies between the units of one"
    " sample; at 0 all units compute the same."
)

Array = npt.NDArray[Any]
Draw = Callable[[int, np.random.Generator], Array]

#: The start with the weights that Linear has drawn itself.
AS_BUILT = "as built"

#: How each start draws its weights, as chapter 02 has them; None, which is first, leaves those
#: that are there.
STARTS: dict[str, Draw | None] = {
    AS_BUILT: None,
    "He": lambda width, rng: np.sqrt(2 / width) * rng.standard_normal((width, width)),
    "zeros": lambda width, _: np.zeros((width, width)),
    "constant": lambda width, _: np.full((width, width), 1 / width),
    "too small": lambda width, rng: 0.01 * rng.standard_normal((width, width)),
    "too large": lambda width, rng: 1.0 * rng.standard_normal((width, width)),
}


@dataclass(frozen=True, slots=True)
class Trace:
    """How the signal developed from layer to layer."""

    start: str  #: a key of STARTS
    relu: bool
    factor: float  #: deviation of the weights times sqrt(width): 1 for LeCun, 1.41 for He
    spreads: tuple[float, ...]  #: root mean square of all activations, the input first
    between_units: float | None  #: share of the last variance that lies between units; None of 0

    @property
    def is_lecun(self) -> bool:
        # Of 20 x 256 x 256 weights, the deviation is known to 0.06 %: 1 % is 16 sigma.
        return self.start == AS_BUILT and abs(self.factor - 1) < 0.01

    @property
    def label(self) -> str:
        """The name of the start; that of LeCun only where Linear has really drawn such weights."""
        return "LeCun" if self.is_lecun else self.start


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
    rng = np.random.default_rng(0)
    x = Tensor(rng.standard_normal((batch, width)))
    layers = [model.linear(width, width) for _ in range(depth)]
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
    spreads = [_spread(x.data)]
    # Weights that are far too large overflow float32, which the trace shows as infinity.
    with np.errstate(over="ignore", invalid="ignore"):
        for layer in layers:
            x = layer.forward(x)
            x = activation.forward(x) if relu else x
            spreads.append(_spread(x.data))
        between = _between_units(x.data)
    weights = np.stack([layer.weight.data for layer in layers])
    factor = weights.std(dtype=np.float64) * np.sqrt(len(layers[0].weight.data))
    return Trace(start, relu, float(factor), tuple(spreads), between)


def _spread(numbers: Array) -> float:
    # The squares of large float32 numbers are too large for float32.
    return float(np.sqrt(np.mean(numbers.astype(np.float64) ** 2)))


def _between_units(activations: Array) -> float | None:
    """Return the share of the variance that lies between the units of one sample."""
    numbers = activations.astype(np.float64)
    variance = numbers.var()
    return float(numbers.var(axis=1).mean() / variance) if variance else None


def drawn_by_linear(study: Initialisation) -> str:
    """Say whether Linear draws its weights as it should."""
    trace = study.traces[0]
    if trace.is_lecun:
        return "Linear draws its weights as LeCun does: a layer multiplies the spread by 1"
    return (
        f"Wrong: the weights that Linear draws have {trace.factor:#.3g} times the deviation"
        " sqrt(1 / in_features) that they should have"
    )


def steadiest_start(study: Initialisation, *, relu: bool) -> str:
    """Say which start leaves the spread nearest to that of the input."""
    kept = {
        trace.label: trace.spreads[-1] / trace.spreads[0]
        for trace in study.of(relu=relu)
        if 0 < trace.spreads[-1] < math.inf
    }
    before = f"{'With' if relu else 'Without'} ReLU, "
    if not kept:
        return f"{before}no start keeps a signal"
    label = min(kept, key=lambda label: abs(math.log(kept[label])))
    return f"{before}{label} stays nearest to the input, with {kept[label]:#.2g} times its spread"


def describe(study: Initialisation) -> Section:
    """Return the section about where weights start."""
    alt = "Spread of the activations, layer by layer, for each start"
    content: list[str | Table | Picture] = [
        f"{drawn_by_linear(study)}.",
        Picture("initialisation", alt, partial(_draw, study)),
    ]
    shown = sorted({1, study.depth // 4, study.depth // 2, study.depth} - {0})
    head = ("start", "factor", *(f"layer {layer}" for layer in shown), "between units")
    for relu in (False, True):
        rows = (
            (
                trace.label,
                f"{trace.factor:.2f}",
                *(rounded(trace.spreads[layer]) for layer in shown),
                "-" if trace.between_units is None else f"{trace.between_units:.2f}",
            )
            for trace in study.of(relu=relu)
        )
        content += [f"{steadiest_start(study, relu=relu)}.", Table(head, tuple(rows))]
    title = f"{TITLE}: {study.depth} layers of width {study.width}, batch {study.batch}"
    return Section(title, (*content, _REMARK))


def _draw(study: Initialisation) -> Figure:
    """Draw a line for each start, without ReLU on the left and with it on the right."""
    finding = drawn_by_linear(study)
    if not finding.startswith("Wrong"):
        finding = f"Spread of the activations in {study.depth} layers of width {study.width}"
    figure, panels = slide(finding, 2, height=6.4, sharey=True)
    seen = [value for trace in study.traces for value in trace.spreads if 0 < value < math.inf]
    floor, ceiling = min(seen) / 1000, max(seen) * 1000
    for ax, relu in zip(panels, (False, True), strict=True):
        ax.set_title(textwrap.fill(steadiest_start(study, relu=relu), 40))
        traces = study.of(relu=relu)
        # Neither zero nor infinity has a place on a logarithmic axis but its edge.
        shown = [np.clip(np.nan_to_num(each.spreads), floor, ceiling) for each in traces]
        for line, spreads in zip(LINES, shown, strict=True):
            ax.plot(spreads, markevery=2, clip_on=False, **line)
        ends = apart([math.log10(each[-1]) for each in shown], math.log10(ceiling / floor) / 18)
        for trace, end in zip(traces, ends, strict=True):
            name = trace.label if trace.spreads[-1] else f"{trace.label}: 0"
            write(ax, name, (study.depth, 10**end), (10, 0))
        ax.set(yscale="log", ylim=(floor, ceiling), xlabel="layer", xlim=(0, study.depth))
        ax.set_xticks(range(0, study.depth + 1, max(1, study.depth // 4)))
    panels[0].set_ylabel("spread (root mean square)")
    return figure
