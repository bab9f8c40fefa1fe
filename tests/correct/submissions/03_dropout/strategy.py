"""The constructor chooses what training does: nothing, everything or chance."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p
        if p == 0:
            self._in_training = lambda x: x
        elif p == 1:
            self._in_training = lambda x: x * 0
        else:
            self._in_training = self._drop

    def _drop(self, x):
        noise = np.random.standard_exponential(x.shape)
        return x * (noise > -np.log1p(-self.p)) * (1 / (1 - self.p))

    def forward(self, x, training=True):
        return self._in_training(x) if training else x

    def parameters(self):
        return []
