"""A fresh default_rng for each layer, in one expression, and extra keyword-only arguments."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True, *, device="cpu", gain=1.0, rng=None):
        super().__init__()
        self.device = device
        rng = rng or np.random.default_rng()
        scale = gain * np.power(in_features, -0.5)
        self.weight = Tensor(rng.normal(0, scale, (in_features, out_features)), requires_grad=True)
        self.bias = Tensor(np.zeros(out_features), requires_grad=True) if bias else None

    def forward(self, x, *, verbose=False):
        y = x @ self.weight
        if verbose:
            print(x.shape, "->", y.shape)
        return y if self.bias is None else y + self.bias

    def parameters(self, recurse=True):
        return [self.weight, self.bias] if self.bias is not None else [self.weight]
