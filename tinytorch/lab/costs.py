"""What a model costs, layer by layer: what its shapes predict, and the memory really held."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinytorch.core.tensor import Tensor
from tinytorch.lab import model

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
