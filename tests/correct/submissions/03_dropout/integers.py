"""The chance comes from whole numbers below 2**32, compared with a threshold."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

RANGE = 2**32


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p
        self.threshold = round(p * RANGE)

    def forward(self, x, training=True):
        if not training or self.threshold == 0:
            return x + 0.0
        if self.threshold == RANGE:
            return x - x
        draws = np.random.default_rng().integers(RANGE, size=x.shape, dtype=np.uint32)
        kept = draws >= self.threshold
        return x * kept / (1 - self.p)

    def parameters(self):
        return []
