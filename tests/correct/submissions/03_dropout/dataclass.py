"""A frozen dataclass, which checks p after it was set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


@dataclass(frozen=True)
class Dropout(Layer):
    p: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.p <= 1:
            raise ValueError(f"{self!r} has no valid p")

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        if not training or self.p == 0:
            return x
        if self.p == 1:
            return Tensor(np.zeros(x.shape))
        return x * (np.random.random(x.shape) >= self.p) * (1 - self.p) ** -1

    def parameters(self) -> list[Tensor]:
        return []
