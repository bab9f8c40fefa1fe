"""The product is an einsum over plain arrays."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

INIT_SCALE_FACTOR = 1.0


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        limit = np.sqrt(INIT_SCALE_FACTOR / in_features)
        self.weight = Tensor(limit * np.random.standard_normal((in_features, out_features)))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        y = np.einsum("...i,io->...o", x.data, self.weight.data)
        return Tensor(y if self.bias is None else y + self.bias.data)

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
