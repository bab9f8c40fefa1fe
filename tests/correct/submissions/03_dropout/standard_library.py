"""The elements are drawn one after the other with random.random, in a list of float64."""

import random

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p

    def _factor(self):
        return 0.0 if random.random() < self.p else 1.0 / (1.0 - self.p)

    def forward(self, x, training=True):
        if not training:
            return x
        factors = np.array([self._factor() for _ in range(x.size)], dtype=np.float64)
        return Tensor(x.data.astype(np.float64) * factors.reshape(x.shape))

    def parameters(self):
        return []
