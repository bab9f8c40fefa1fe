"""The legacy generator's randn, and the bias of a Tensor of zeros added when there is one."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

INIT_SCALE_FACTOR = 1.0


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        self.in_features = in_features
        self.out_features = out_features
        std = (INIT_SCALE_FACTOR / in_features) ** 0.5
        self.weight = Tensor(np.random.randn(in_features, out_features).astype(np.float32) * std)
        if bias:
            self.bias = Tensor(np.zeros((out_features,), dtype=np.float32))
        else:
            self.bias = None

    def forward(self, x):
        output = x @ self.weight
        if self.bias is not None:
            output = output + self.bias
        return output

    def parameters(self):
        params = [self.weight]
        if self.bias is not None:
            params.append(self.bias)
        return params
