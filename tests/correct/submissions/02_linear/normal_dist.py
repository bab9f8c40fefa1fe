"""The weights come from statistics.NormalDist, flat, and are reshaped."""

from statistics import NormalDist

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        lecun = NormalDist(mu=0.0, sigma=in_features**-0.5)
        self.weight = Tensor(lecun.samples(in_features * out_features)).reshape(
            in_features, out_features
        )
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        terms = [x @ self.weight]
        if self.bias is not None:
            terms.append(self.bias)
        return sum(terms[1:], terms[0])

    def parameters(self):
        return [self.weight, *([] if self.bias is None else [self.bias])]
