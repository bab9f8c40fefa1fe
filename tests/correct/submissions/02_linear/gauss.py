"""The weights are drawn one by one with random.gauss of the standard library."""

import random
from math import sqrt

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        sigma = sqrt(1.0 / in_features)
        self.weight = Tensor(
            [[random.gauss(0.0, sigma) for _ in range(out_features)] for _ in range(in_features)]
        )
        self.bias = Tensor([0] * out_features) if bias else None

    def forward(self, x):
        product = x @ self.weight
        return product if self.bias is None else product + self.bias

    def parameters(self):
        result = []
        result += [self.weight]
        if self.bias is not None:
            result += [self.bias]
        return result
