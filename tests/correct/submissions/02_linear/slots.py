"""The layer has slots, and its annotations are not evaluated."""

from __future__ import annotations

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    __slots__ = ("bias", "weight")

    weight: Tensor
    bias: Tensor | None

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        σ: float = (1 / in_features) ** 0.5
        self.weight = Tensor(np.random.default_rng().normal(0.0, σ, [in_features, out_features]))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x @ self.weight
        return y if self.bias is None else y + self.bias

    def parameters(self) -> list[Tensor]:
        return [p for name in ("weight", "bias") if (p := getattr(self, name)) is not None]
