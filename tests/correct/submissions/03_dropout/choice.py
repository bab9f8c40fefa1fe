"""np.random.choice picks the factor of each element: 0, or 1 / (1 - p)."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if 0 <= p <= 1:
            self.p = p
        else:
            raise ValueError("p")

    def forward(self, x, training=True):
        if training is False:
            return x
        if self.p == 1.0:
            return Tensor(np.zeros(x.shape, np.float32))
        factors = np.random.choice([0.0, 1 / (1 - self.p)], size=x.shape, p=[self.p, 1 - self.p])
        return x * factors

    def parameters(self):
        return list()
