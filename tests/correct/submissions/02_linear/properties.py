"""weight and bias are read-only properties over a dictionary of parameters."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        self._tensors = {"weight": self._draw(in_features, out_features)}
        if bias:
            self._tensors["bias"] = Tensor(np.zeros(out_features))

    @staticmethod
    def _draw(fan_in, fan_out):
        return Tensor(np.random.normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out)))

    @property
    def weight(self):
        return self._tensors["weight"]

    @property
    def bias(self):
        return self._tensors.get("bias")

    def forward(self, x):
        return x @ self.weight + (0 if self.bias is None else self.bias)

    def parameters(self):
        return [*self._tensors.values()]
