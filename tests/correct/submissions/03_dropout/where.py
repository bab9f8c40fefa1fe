"""np.where chooses between x / (1 - p) and 0, with the warning that p = 1 then gives."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        if p > 1 or p < 0:
            raise ValueError("Dropout needs a probability")
        self.p = float(p)

    def forward(self, x, training=True):
        if not training:
            return x
        keep = np.random.uniform(0.0, 1.0, x.data.shape) < 1.0 - self.p
        return Tensor(np.where(keep, x.data / np.float32(1.0 - self.p), 0.0))

    def parameters(self):
        return []
