"""A copy is scaled in place, and then its dropped elements are set to 0."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p

    def forward(self, x, training=True):
        result = x.data.copy()
        if training:
            drop = np.random.random(result.shape) < self.p
            if self.p < 1:
                result /= 1 - self.p
            result[drop] = 0
        return Tensor(result)

    def parameters(self):
        return []
