"""A layer that stands in two places gives its parameters once, and without parameters none."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.layers = layers

    def forward(self, x, training=True, verbose=False):
        for number, layer in enumerate(self.layers):
            if verbose:
                print(number, layer)
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        found = {}
        for layer in self.layers:
            if hasattr(layer, "parameters"):
                found.update((id(parameter), parameter) for parameter in layer.parameters())
        return list(found.values())
