"""Parameters are of a subclass of Tensor, and their list is of a subclass of list."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Parameter(Tensor):
    """A Tensor that is trained."""

    def __init__(self, data):
        super().__init__(data, requires_grad=True)


class ParameterList(list):
    """A list that counts its numbers."""

    def count(self):
        return sum(parameter.size for parameter in self)


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        self.weight = Parameter(np.random.randn(in_features, out_features) / np.sqrt(in_features))
        self.bias = Parameter(np.zeros(out_features)) if bias else None

    def forward(self, x):
        return x @ self.weight if self.bias is None else x @ self.weight + self.bias

    def parameters(self):
        return ParameterList(p for p in vars(self).values() if isinstance(p, Parameter))
