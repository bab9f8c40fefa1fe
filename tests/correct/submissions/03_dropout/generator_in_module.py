"""A default_rng of the module draws float32, and the flag is keyword only."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

GENERATOR = np.random.default_rng()


class Dropout(Layer):
    def __init__(self, p=0.5, *, name="dropout"):
        self.name = name
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"{name}: p = {p} is not a probability")
        self.p = p

    def forward(self, x, *, training=True):
        if not training or not self.p:
            return x
        survivors = GENERATOR.random(x.shape, dtype=np.float32) >= self.p
        boost = 1.0 / max(1.0 - self.p, 1e-6)
        return x * (survivors * np.float32(boost))

    def parameters(self):
        return []
