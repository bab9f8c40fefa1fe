"""Helper functions draw and scale, and an error of its own derives from ValueError."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class ProbabilityError(ValueError):
    """A number that is no probability."""


def checked(p):
    if p < 0 or 1 < p:
        raise ProbabilityError(f"{p} is not between 0 and 1")
    return p


def bernoulli(probability, shape):
    return np.random.random(shape) < probability


class Dropout(Layer):
    """Zero elements in training; see https://jmlr.org/papers/v15/srivastava14a.html."""

    def __init__(self, p=0.5):
        self.drop_prob = checked(p)

    def forward(self, x, training=True):
        return self._train(x) if training else x

    def _train(self, x):
        keep_prob = 1 - self.drop_prob
        if keep_prob == 0:
            return Tensor(np.zeros(x.shape))
        return x * Tensor(bernoulli(keep_prob, x.shape)) / keep_prob

    def parameters(self):
        return []
