"""Each layer owns a Generator over SFC64, seeded from secrets."""

import secrets

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must lie between 0 and 1")
        self.p = p
        self.generator = np.random.Generator(np.random.SFC64(secrets.randbits(128)))

    def forward(self, x, training=True):
        match training, self.p:
            case False, _:
                return x
            case _, 0:
                return x
            case _, 1:
                return Tensor(np.zeros(x.shape))
        kept = self.generator.binomial(1, 1 - self.p, x.shape).astype(bool)
        return Tensor(np.multiply(x.data, 1 / (1 - self.p), where=kept, out=np.zeros(x.shape)))

    def parameters(self):
        return []
