"""np.random.normal with loc and scale, and np.dot of plain arrays, wrapped at the end."""

import math

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        size = (in_features, out_features)
        self.weight = Tensor(np.random.normal(loc=0.0, scale=1 / math.sqrt(in_features), size=size))
        self.bias = Tensor([0.0] * out_features) if bias else None

    def forward(self, x):
        y = np.dot(x.data, self.weight.data)
        return Tensor(y + self.bias.data) if self.has_bias else Tensor(y)

    @property
    def has_bias(self):
        return self.bias is not None

    def parameters(self):
        return [self.weight] + ([self.bias] if self.has_bias else [])
