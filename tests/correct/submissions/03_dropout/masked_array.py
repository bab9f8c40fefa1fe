"""NumPy's masked arrays do the work: the dropped elements are masked and filled with 0."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p

    def forward(self, x, training=True):
        if not training or self.p == 0.0:
            return x
        if self.p == 1.0:
            return Tensor(np.zeros(x.shape))
        dropped = np.random.random(x.shape) < self.p
        survivors = np.ma.masked_array(x.data, mask=dropped) / (1 - self.p)
        return Tensor(survivors.filled(0))

    def parameters(self):
        return []
