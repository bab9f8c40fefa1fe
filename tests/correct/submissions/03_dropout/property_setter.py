"""p is a property whose setter refuses what is out of range, and the keep rate is cached."""

from functools import cached_property

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        self.p = p

    @property
    def p(self):
        return self.__p

    @p.setter
    def p(self, value):
        if not 0 <= value <= 1:
            raise ValueError("p must be between 0 and 1")
        self.__p = value

    @cached_property
    def keep(self):
        return 1.0 - self.p

    def forward(self, x, training=True):
        if not training:
            return x
        mask = np.random.rand(*x.shape) < self.keep
        y = np.zeros_like(x.data)
        y[mask] = x.data[mask] / self.keep
        return Tensor(y)

    def parameters(self):
        return []
