"""Every input is made a matrix of rows first, and the leading axes are put back afterwards."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        self.in_features, self.out_features = in_features, out_features
        self.weight = Tensor(np.random.randn(in_features, out_features) / np.sqrt(in_features))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        leading = x.shape[:-1]
        rows = x.reshape(int(np.prod(leading)), self.in_features)
        y = rows @ self.weight
        if self.bias is not None:
            y = y + self.bias.reshape(1, -1)
        return y.reshape(*leading, self.out_features)

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
