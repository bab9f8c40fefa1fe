"""Each layer owns a default_rng, which draws float32 at once, scaled in place."""

import numpy as np

from tinytorch.core import layers
from tinytorch.core.tensor import Tensor


class Linear(layers.Layer):
    def __init__(self, in_features, out_features, bias=True):
        self.rng = np.random.default_rng()
        w = self.rng.standard_normal(size=(in_features, out_features), dtype=np.float32)
        w *= np.float32(np.sqrt(1.0 / in_features))
        self.weight = Tensor(w)
        self.bias = Tensor(np.zeros(out_features, dtype=np.float32)) if bias is True else None

    def forward(self, x):
        y = x.matmul(self.weight)
        if isinstance(self.bias, Tensor):
            y = self.bias + y
        return y

    def parameters(self):
        return [tensor for tensor in (self.weight, self.bias) if tensor is not None]
