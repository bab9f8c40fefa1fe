"""Keep where a uniform draw is at least p; the parameters are those that Layer has."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    def __init__(self, p=0.5):
        super().__init__()
        if not (0.0 <= p <= 1.0):
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p

    def forward(self, x, training=True):
        if training and self.p > 0:
            if self.p < 1:
                mask = np.random.random_sample(x.shape) >= self.p
                scale = 1.0 / (1.0 - self.p)
                return Tensor(x.data * mask * scale)
            else:
                return x * 0.0
        return x
