"""The file prints what it does, tries itself out when loaded, and warns of large layers."""

import warnings

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor

print("Loading linear.py")


class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        print(f"Linear({in_features}, {out_features}, bias={bias})")
        if in_features * out_features > 100_000:
            warnings.warn("that is a large layer", stacklevel=2)
        self.weight = Tensor(np.random.randn(in_features, out_features) / np.sqrt(in_features))
        self.bias = Tensor(np.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        if self.bias is not None:
            y = y + self.bias
        print("forward:", x.shape, "->", y.shape)
        return y

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def __repr__(self):
        return "Linear(…)"


assert Linear(3, 2).forward(Tensor(np.ones((4, 3)))).shape == (4, 2)

if __name__ == "__main__":
    print(Linear(3, 2))
