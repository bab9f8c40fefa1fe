# -*- coding: latin-1 -*-
"""Declared to be in Latin-1, and the author writes in the language of the house: Größe, Maß."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p muß zwischen 0 und 1 liegen")
        self.p = p

    def forward(self, x, training=True):
        if not training or self.p == 0:
            return x
        if self.p == 1:
            return Tensor(np.zeros(x.shape))
        größe = x.shape
        überlebt = np.random.random(größe) >= self.p
        return x * überlebt / (1 - self.p)

    def parameters(self):
        return []
