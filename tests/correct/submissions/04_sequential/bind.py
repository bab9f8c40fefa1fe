"""Signature.bind is tried without running the layer, so that no TypeError of its own is hidden."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            (layers,) = layers
        self.layers = tuple(layers)

    def forward(self, x, training=True):
        for layer in self.layers:
            try:
                inspect.signature(layer.forward).bind(x, training=training)
            except TypeError:
                x = layer.forward(x)
            else:
                x = layer.forward(x, training=training)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]
