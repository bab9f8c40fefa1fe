"""functools.reduce runs the layers, and itertools.chain joins their parameters."""

from functools import reduce
from inspect import signature
from itertools import chain

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        flat = chain.from_iterable(
            layer if isinstance(layer, (list, tuple)) else [layer] for layer in layers
        )
        self.layers = list(flat)

    def forward(self, x, training=True):
        def run(value, layer):
            flag = {"training": training} if "training" in signature(layer.forward).parameters else {}
            return layer.forward(value, **flag)

        return reduce(run, self.layers, x)

    def parameters(self):
        return list(chain.from_iterable(layer.parameters() for layer in self.layers))
