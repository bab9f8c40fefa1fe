"""The weights are drawn one output after the other, and transposed; the bias is added in place."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        draws = np.random.randn(out_features, in_features)
        self.weight = Tensor(draws.T / np.sqrt(in_features))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        if not isinstance(x, Tensor):
            x = Tensor(x)
        y = x @ self.weight
        if self.bias is not None:
            y += self.bias
        return y

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
