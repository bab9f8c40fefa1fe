"""A RandomState of the class draws a flat mask, which takes the shape of x afterwards."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    _state = np.random.RandomState()

    def __init__(self, p=0.5):
        if not (p >= 0 and p <= 1):
            raise ValueError("bad p")
        self._p = p

    @property
    def p(self):
        return self._p

    def forward(self, x, training=True):
        if training and 0 < self.p < 1:
            mask = self._state.random_sample(x.size) > self.p
            return x * Tensor(mask.reshape(x.shape)) * (1 / (1 - self.p))
        if training and self.p == 1:
            return Tensor(np.full(x.shape, 0.0))
        return x

    def parameters(self):
        return []
