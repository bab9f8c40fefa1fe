"""Normal numbers made from uniform ones by the formula of Box and Muller."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


def normal(*shape):
    radius = np.sqrt(-2 * np.log(1 - np.random.rand(*shape)))
    angle = 2 * np.pi * np.random.rand(*shape)
    return radius * np.cos(angle)


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        self.weight = Tensor(normal(in_features, out_features) * np.sqrt(1 / in_features))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
