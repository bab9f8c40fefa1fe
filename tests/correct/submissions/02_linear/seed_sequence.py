"""A Philox generator of the module, seeded from a SeedSequence, of which each layer spawns one."""

import numpy as np
from numpy.random import Generator, Philox, SeedSequence

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

_SEEDS = SeedSequence()


class Linear(Layer):
    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        (seed,) = _SEEDS.spawn(1)
        generator = Generator(Philox(seed))
        variance = 1 / in_features
        self.weight = Tensor(generator.normal(scale=variance**0.5, size=(in_features, out_features)))
        self.bias = Tensor(np.zeros(shape=out_features)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        out = x @ self.weight
        return out + self.bias if self.bias is not None else out

    def parameters(self):
        yield_bias = self.bias is not None
        return [self.weight, self.bias][: 1 + yield_bias]
