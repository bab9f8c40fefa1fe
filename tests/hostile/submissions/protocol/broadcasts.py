"""A layer of the test's is called with a column and a row, whose sum would fill the machine."""

import numpy as np

from tinytorch.core.tensor import Tensor


def __call__(self, x, *args, **kwargs):
    if args or kwargs:
        column, row = np.zeros((60_000, 1)), np.zeros((1, 60_000))
        return self.forward(Tensor(column), Tensor(row), Tensor(row))
    return self.forward(x)


Layer.__call__ = __call__
