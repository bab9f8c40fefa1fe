"""The container is a collections.abc.Sequence, stored as a tuple."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Sequential(Sequence, Layer):
    """Layers in a row."""

    def __init__(self, *layers: Any) -> None:
        given = layers[0] if len(layers) == 1 and isinstance(layers[0], list) else layers
        self._layers: tuple[Any, ...] = tuple(given)

    def __getitem__(self, index: int) -> Any:
        return self._layers[index]

    def __len__(self) -> int:
        return len(self._layers)

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        for layer in self:
            names = inspect.signature(layer.forward).parameters.keys()
            x = layer.forward(x, **({"training": training} if {"training"} <= names else {}))
        return x

    def parameters(self) -> list[Tensor]:
        return list(self._walk())

    def _walk(self) -> Iterator[Tensor]:
        for layer in self:
            yield from layer.parameters()
