"""Containers given to a container are taken apart: it holds the layers inside them."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.layers = []
        for layer in layers:
            self.layers += layer.layers if isinstance(layer, Sequential) else [layer]

    def forward(self, x, training=True):
        for layer in self.layers:
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]
