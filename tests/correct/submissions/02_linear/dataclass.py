"""The layer is a dataclass, with an equality of its own and thus without a hash."""

from dataclasses import InitVar, dataclass, field

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


@dataclass
class Linear(Layer):
    in_features: int
    out_features: int
    bias: InitVar[bool] = True
    weight: Tensor = field(init=False, repr=False)

    def __post_init__(self, bias):
        shape = self.in_features, self.out_features
        self.weight = Tensor(np.random.standard_normal(shape) / np.sqrt(self.in_features))
        self.bias = Tensor(np.zeros(self.out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]
