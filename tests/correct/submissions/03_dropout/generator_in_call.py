"""A default_rng is made in each call, unless the caller brings one."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5, inplace=False):
        if p < 0.0 or p > 1.0:
            raise ValueError("p must be between 0.0 and 1.0, inclusive")
        self.p = p
        self.inplace = inplace

    def forward(self, x, training=True, rng=None):
        if not training:
            return x
        rng = np.random.default_rng() if rng is None else rng
        dropped = rng.uniform(size=x.shape) < self.p
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = np.divide(x.data, 1 - self.p)
        scaled[dropped] = 0.0
        return Tensor(scaled)

    def parameters(self):
        return []
