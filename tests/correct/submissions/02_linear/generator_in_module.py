"""One default_rng for the module, and standard_normal divided by the root of in_features."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

rng = np.random.default_rng()


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        draws = rng.standard_normal((in_features, out_features))
        self.weight = Tensor(draws / np.sqrt(in_features))
        self.bias = None
        if bias:
            self.bias = Tensor(np.zeros(out_features))

    def forward(self, x):
        if self.bias is None:
            return x @ self.weight
        return x @ self.weight + self.bias

    def parameters(self):
        if self.bias is None:
            return [self.weight]
        return [self.weight, self.bias]
