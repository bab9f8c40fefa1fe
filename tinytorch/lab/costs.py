"""The study of what a model costs, layer by layer: what its shapes predict, and what is held."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch.core.tensor import Tensor
from tinytorch.lab import model
from tinytorch.lab.page import Picture, Section, Table
from tinytorch.lab.style import BLACK, SKY, short, slide, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Parameters, memory and arithmetic"

#: Bytes of one float32 number.
BYTES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one layer costs, computed from its shape and the batch alone."""

    name: str  #: "Linear(784, 256)"
    parameters: int
    outputs: int  #: numbers in its output, for the whole batch
    multiply_adds: int  #: of its matrix product
    single_operations: int  #: additions of the bias, or comparisons of a ReLU

    @property
    def parameter_bytes(self) -> int:
        return BYTES * self.parameters

    @property
    def activation_bytes(self) -> int:
        return BYTES * self.outputs

    @property
    def flops(self) -> int:
        return 2 * self.multiply_adds + self.single_operations


@dataclass(frozen=True, slots=True)
class Held:
    """The memory that one layer was seen to hold."""

    parameter_bytes: int  #: of the arrays that `parameters()` returned
    activation_bytes: int  #: still held when `forward` had returned
    peak_bytes: int  #: the most that was held at any moment of `forward`, beyond its input


@dataclass(frozen=True, slots=True)
class Account:
    """The costs of a model and what was measured of them, layer by layer."""

    widths: tuple[int, ...]
    batch: int
    costs: tuple[Cost, ...]
    held: tuple[Held, ...]
    inference_peak: int  #: bytes at the worst moment of a pass that keeps no output

    @property
    def input_bytes(self) -> int:
        return BYTES * self.batch * self.widths[0]

    @property
    def parameters(self) -> int:
        return sum(cost.parameters for cost in self.costs)

    @property
    def flops(self) -> int:
        return sum(cost.flops for cost in self.costs)


def measure(widths: Sequence[int], batch: int) -> Account:
    """Build a model from the student's layers and weigh it."""
    layers = model.build(widths)
    x = Tensor(np.zeros((batch, widths[0])))
    _infer(layers, x)  # what NumPy allocates once, at its first product, is not the layers' own
    *_, inference_peak = _weigh(_infer, layers, x)
    held = []
    for layer in layers:
        parameter_bytes = sum(parameter.data.nbytes for parameter in layer.parameters())
        x, *bytes_seen = _weigh(layer.forward, x)
        held.append(Held(parameter_bytes, *bytes_seen))
    return Account(tuple(widths), batch, predict(widths, batch), tuple(held), inference_peak)


def predict(widths: Sequence[int], batch: int) -> tuple[Cost, ...]:
    """Return what each layer of a model costs for one batch."""
    costs = []
    outputs = 0
    for shape in model.shapes(widths):
        if shape is None:
            costs.append(Cost("ReLU", 0, outputs, 0, outputs))
            continue
        inputs, width = shape
        outputs = batch * width
        name = f"Linear({inputs}, {width})"
        costs.append(Cost(name, inputs * width + width, outputs, inputs * outputs, outputs))
    return tuple(costs)


def _infer(layers: Sequence[Any], x: Tensor) -> Tensor:
    """Run `x` through the layers, holding no output longer than the next layer needs it."""
    for layer in layers:
        x = layer.forward(x)
    return x


def _weigh(call: Callable[..., Any], *arguments: Any) -> tuple[Any, int, int]:
    """Return what a call returns, the bytes it still holds then, and the most it ever held."""
    tracemalloc.start()
    try:
        result = call(*arguments)
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return result, held, peak


def describe(account: Account) -> Section:
    """Return the section about what a model costs."""
    kept = sum(held.activation_bytes for held in account.held)
    remark = (
        "Predicted are 4 bytes for each float32. Held are the arrays of `parameters()`, and what"
        " `forward` was seen to leave in memory, Python's own objects included; the peak is the"
        " most it needed meanwhile, NumPy's buffers included."
        f" The input holds another {account.input_bytes:,} bytes. Keeping every output, as"
        f" training does, takes {kept:,} bytes; a pass that keeps none needs"
        f" {account.inference_peak:,} at its worst moment."
    )
    return Section(
        f"{TITLE}: {model.name_of(account.widths)}, batch {account.batch}",
        (
            f"{heaviest_layer(account)}. {parameter_memory(account)}.",
            Picture(
                "costs.png",
                "Bytes of parameters and activations, and FLOPs, of each layer",
                partial(_draw, account),
            ),
            _memory(account),
            remark,
            _arithmetic(account),
            "A FLOP is one multiplication, addition or comparison; a multiply-add counts two.",
        ),
    )


def _memory(account: Account) -> Table:
    rows = [
        (
            cost.name,
            cost.parameters,
            cost.parameter_bytes,
            held.parameter_bytes,
            cost.activation_bytes,
            held.activation_bytes,
            held.peak_bytes,
        )
        for cost, held in zip(account.costs, account.held, strict=True)
    ]
    sums = [sum(column) for column in zip(*(row[1:-1] for row in rows), strict=True)]
    head = ("layer", "parameters", "bytes", "held", "activations: bytes", "held", "peak")
    table = [(name, *(f"{number:,}" for number in numbers)) for name, *numbers in rows]
    return Table(head, (*table, ("total", *(f"{number:,}" for number in sums), "")))


def _arithmetic(account: Account) -> Table:
    names = [cost.name for cost in account.costs]
    numbers = [(cost.multiply_adds, cost.single_operations, cost.flops) for cost in account.costs]
    sums = tuple(sum(column) for column in zip(*numbers, strict=True))
    table = [
        (name, *(f"{number:,}" for number in row), f"{row[-1] / account.flops:.1%}")
        for name, row in zip([*names, "total"], [*numbers, sums], strict=True)
    ]
    return Table(("layer", "multiply-adds", "bias or ReLU", "FLOPs", "share"), tuple(table))


def heaviest_layer(account: Account) -> str:
    """Say which layer computes most, and how much of the parameters it holds."""
    cost = max(account.costs, key=lambda cost: cost.flops)
    arithmetic, parameters = cost.flops / account.flops, cost.parameters / account.parameters
    return (
        f"{cost.name} does {arithmetic:.1%} of the arithmetic and holds {parameters:.1%} of the"
        " parameters"
    )


def parameter_memory(account: Account) -> str:
    """Compare the bytes of the parameters with their prediction."""
    predicted = sum(cost.parameter_bytes for cost in account.costs)
    held = sum(held.parameter_bytes for held in account.held)
    if held == predicted:
        return f"{account.parameters:,} parameters hold {held:,} bytes, exactly as predicted"
    return f"The parameters hold {held:,} bytes, but {predicted:,} were predicted"


def _draw(account: Account) -> Figure:
    """Draw bytes and arithmetic of each layer as bars, and what was measured beside them."""
    name = f"{model.name_of(account.widths)}, batch {account.batch}"
    figure, axes = slide(
        f"{name}: {heaviest_layer(account)}",
        3,
        height=2.7 + 0.5 * len(account.costs),
        sharey=True,
    )
    costs, held = account.costs, account.held
    _bars(axes[0], [c.parameter_bytes for c in costs], [h.parameter_bytes for h in held])
    _bars(axes[1], [c.activation_bytes for c in costs], [h.activation_bytes for h in held])
    _bars(axes[2], [c.flops for c in costs])
    for ax, title, unit in zip(
        axes,
        ("Parameters", "Activations", "Arithmetic"),
        ("bytes", "bytes", "FLOP"),
        strict=True,
    ):
        ax.set(title=title, xlabel=unit)
    axes[0].set_yticks(range(len(costs)), [cost.name for cost in costs])
    axes[0].invert_yaxis()
    figure.supxlabel("bars: predicted from the shapes; diamonds: measured in memory", fontsize=14)
    return figure


def _bars(ax: Axes, predicted: Sequence[int], measured: Sequence[int] = ()) -> None:
    """Draw a bar for each layer, its number beside it, and a diamond where it was measured."""
    rows = range(len(predicted))
    ax.barh(rows, predicted, color=SKY, height=0.6)
    if measured:
        ax.plot(measured, rows, "D", color=BLACK, clip_on=False)
    for row, number in enumerate(predicted):
        write(ax, short(number), (max([number, *measured[row : row + 1]]), row))
    ax.set_xlim(0, 1.5 * max([*predicted, *measured]))
    ax.xaxis.set_major_formatter(lambda value, _: short(value))
    ax.locator_params(axis="x", nbins=3)
    ax.grid(visible=False, axis="y")
