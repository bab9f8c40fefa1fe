"""The class does not inherit from Layer, but brings a __call__ that takes x alone."""

import numpy as np

from tinytorch.core.tensor import Tensor


class Linear:
    def __init__(self, in_features, out_features, bias=True):
        self.weight = Tensor(np.random.randn(in_features, out_features) / np.sqrt(in_features))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        y = x @ self.weight
        if self.bias is not None:
            y = y + self.bias
        return y

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
