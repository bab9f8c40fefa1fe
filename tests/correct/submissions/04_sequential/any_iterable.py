"""Whatever can be iterated over is taken for a list of layers, another container included."""

import inspect
from collections.abc import Iterable

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], Iterable):
            layers = layers[0]
        self.layers = dict(enumerate(layers))

    def __iter__(self):
        return iter(self.layers.values())

    def forward(self, x, training=True):
        for layer in self:
            forward = layer.forward
            signature = inspect.signature(forward)
            flags = {"training": training}
            x = forward(x, **{name: flags[name] for name in flags if name in signature.parameters})
        return x

    def parameters(self):
        return [parameter for layer in self for parameter in layer.parameters()]
