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
from tinytorch.lab.style import INK, SKY, slide, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Parameters, memory and arithmetic"

#: Bytes of one float32 number.
BYTES = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What one layer costs, computed from its shape and the batch alone."""

    name: str  #: "Linear(784, 256)"
    parameters: int
    parameter_bytes: int
    output_bytes: int  #: for the whole batch
    multiply_adds: int  #: of its matrix product
    single_operations: int  #: additions of the bias, or comparisons of a ReLU
    flops: int


@dataclass(frozen=True, slots=True)
class Held:
    """The memory that one layer was seen to hold."""

    parameter_bytes: int  #: of the arrays that `parameters()` returned
    output_bytes: int  #: still held when `forward` had returned
    peak_bytes: int  #: the most that was held at any moment of `forward`, beyond its input


@dataclass(frozen=True, slots=True)
class Account:
    """The costs of a model and what was measured of them, layer by layer."""

    widths: tuple[int, ...]
    batch: int
    costs: tuple[Cost, ...]
    held: tuple[Held, ...]
    inference_peak: int  #: bytes at the worst moment of a pass that keeps no output


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
        name, parameters, products = "ReLU", 0, 0
        if shape is not None:
            inputs, width = shape
            outputs = batch * width
            name = f"Linear({inputs}, {width})"
            parameters, products = inputs * width + width, inputs * outputs
        memory = (parameters, BYTES * parameters, BYTES * outputs)
        costs.append(Cost(name, *memory, products, outputs, 2 * products + outputs))
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


def heaviest_layer(account: Account) -> str:
    """Say which layer computes most, and how much of the parameters it holds."""
    cost = max(account.costs, key=lambda cost: cost.flops)
    arithmetic = cost.flops / sum(each.flops for each in account.costs)
    parameters = cost.parameters / sum(each.parameters for each in account.costs)
    return (
        f"{cost.name} does {arithmetic:.1%} of the arithmetic and holds {parameters:.1%} of the"
        " parameters"
    )


def parameter_memory(account: Account) -> str:
    """Compare the bytes of the parameters with their prediction, and name who is off."""
    for cost, held in zip(account.costs, account.held, strict=True):
        if held.parameter_bytes != cost.parameter_bytes:
            return (
                f"Wrong: the parameters() of {cost.name} hold {held.parameter_bytes:,} bytes, but"
                f" its {cost.parameters:,} numbers need {cost.parameter_bytes:,}"
            )
    numbers = sum(cost.parameters for cost in account.costs)
    return f"{numbers:,} parameters hold {BYTES * numbers:,} bytes, exactly as predicted"


def describe(account: Account) -> Section:
    """Return the section about what a model costs."""
    costs, held = account.costs, account.held
    name = f"{model.name_of(account.widths)}, batch {account.batch}"
    alt = "Bytes of parameters and outputs, and FLOPs, of each layer"
    *memory, total = _with_total(
        [
            (cost.name, cost.parameters, cost.parameter_bytes, seen.parameter_bytes,
             cost.output_bytes, seen.output_bytes, seen.peak_bytes)
            for cost, seen in zip(costs, held, strict=True)
        ]
    )  # fmt: skip
    arithmetic = _with_total(
        [(cost.name, cost.multiply_adds, cost.single_operations, cost.flops) for cost in costs]
    )
    remark = (
        "Predicted are 4 bytes for each float32. Held are the arrays of `parameters()`, and what"
        " `forward` was seen to leave in memory, Python's own objects included; the peak is the"
        " most it needed meanwhile, NumPy's buffers included."
        f" The input holds another {BYTES * account.batch * account.widths[0]:,} bytes. Keeping"
        f" every output, as training does, takes {total[-2]:,} bytes; a pass that keeps none needs"
        f" {account.inference_peak:,} at its worst moment."
    )
    return Section(
        f"{TITLE}: {name}",
        (
            f"{heaviest_layer(account)}. {parameter_memory(account)}.",
            Picture("costs", alt, partial(_draw, account, name)),
            Table(
                ("layer", "parameters", "bytes", "held", "output bytes", "held", "peak"),
                (*memory, (*total[:-1], "")),  # the peaks are those of different moments
            ),
            remark,
            Table(
                ("layer", "multiply-adds", "bias or ReLU", "FLOPs", "share"),
                tuple((*row, f"{row[-1] / arithmetic[-1][-1]:.1%}") for row in arithmetic),
            ),
            "A FLOP is one multiplication, addition or comparison; a multiply-add counts two.",
        ),
    )


def _with_total(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    _, *columns = zip(*rows, strict=True)
    return [*rows, ("total", *map(sum, columns))]


def _draw(account: Account, name: str) -> Figure:
    """Draw bytes and arithmetic of each layer as bars, and what was measured beside them."""
    finding = parameter_memory(account)
    if not finding.startswith("Wrong"):
        finding = heaviest_layer(account)
    costs, held = account.costs, account.held
    height = 2.7 + 0.5 * len(costs)
    figure, axes = slide(f"{name}: {finding}", 3, height=height, sharey=True)
    rows = range(len(costs))
    for ax, title, predicted, measured in (
        (axes[0], "Bytes of parameters", [cost.parameter_bytes for cost in costs],
         [each.parameter_bytes for each in held]),
        (axes[1], "Bytes of the output", [cost.output_bytes for cost in costs],
         [each.output_bytes for each in held]),
        (axes[2], "FLOPs", [cost.flops for cost in costs], []),
    ):  # fmt: skip
        ax.barh(rows, predicted, color=SKY, height=0.6)
        if measured:  # a line without points would spoil the layout
            ax.plot(measured, rows, "D", color=INK, clip_on=False)
        for row, number in enumerate(predicted):
            write(ax, f"{number:,}", (max([number, *measured[row : row + 1]]), row))
        # Each bar has its number: an axis of other numbers would say less.
        ax.set(title=title, xticks=[], xlim=(0, 2 * max([*predicted, *measured])))
        ax.grid(visible=False)
    axes[0].set_yticks(rows, [cost.name for cost in costs])
    axes[0].invert_yaxis()
    figure.supxlabel("bars: predicted from the shapes; diamonds: measured in memory")
    return figure
