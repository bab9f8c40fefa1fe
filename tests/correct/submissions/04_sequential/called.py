"""Layers are called, as in PyTorch, and never asked for their forward but for its signature."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        self.layers = list(layers[0]) if len(layers) == 1 and type(layers[0]) is list else layers

    def forward(self, x, training=True):
        for layer in self.layers:
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]
