"""The layer remembers whether it is in training, which a call may override; None means neither."""

import numpy as np

from tinytorch.core.layers import Layer
from tinytorch.core.tensor import Tensor


class Dropout(Layer):
    training = True

    def __init__(self, p=0.5):
        if not 0 <= p <= 1:
            raise ValueError("p must be between 0 and 1")
        self.p = p

    def train(self, mode=True):
        self.training = mode
        return self

    def eval(self):
        return self.train(False)

    def forward(self, x, training=None):
        if training is None:
            training = self.training
        if not training:
            return x
        y = Tensor(np.zeros(x.shape))
        if self.p < 1:
            survives = np.random.random(x.shape) >= self.p
            y.data[survives] = x.data[survives] / (1 - self.p)
        return y

    def parameters(self):
        return []
