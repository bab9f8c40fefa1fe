"""Keep where np.random.rand is below the probability to keep, then divide the Tensor."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

DROPOUT_MIN_PROB = 0.0
DROPOUT_MAX_PROB = 1.0


class Dropout(Layer):
    def __init__(self, p=0.5):
        if p < DROPOUT_MIN_PROB or p > DROPOUT_MAX_PROB:
            raise ValueError("p must be in [0, 1]")
        self.p = p

    def forward(self, x, training=True):
        if not training or self.p == 0:
            return x
        if self.p == 1:
            return Tensor(np.zeros_like(x.data))
        keep = 1 - self.p
        mask = (np.random.rand(*x.shape) < keep).astype(np.float32)
        return x * Tensor(mask) / keep

    def parameters(self):
        return []
