"""The constructor, out of turn, runs the layers that it is given."""

from tinytorch.core.tensor import Tensor

build = Sequential.__init__


def __init__(self, *layers):
    build(self, *layers)
    for layer in self.layers:
        layer.forward(Tensor([1.0, 2.0]))


Sequential.__init__ = __init__
