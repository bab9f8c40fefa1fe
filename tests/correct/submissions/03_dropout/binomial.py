"""The mask is drawn by np.random.binomial, and p = 1 needs no case of its own but a scale of 0."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p: float = 0.5) -> None:
        assert_probability(p)
        self.keep = 1.0 - p
        self.scale = 1.0 / self.keep if self.keep else 0.0

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        if not training:
            return Tensor(x.data)
        mask = np.random.binomial(n=1, p=self.keep, size=x.shape)
        return x * Tensor(mask) * self.scale

    def parameters(self) -> list:
        return []


def assert_probability(p):
    if p < 0:
        raise ValueError("p is negative")
    if p > 1:
        raise ValueError("p is larger than 1")
