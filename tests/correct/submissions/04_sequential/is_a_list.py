"""The container is a list of layers."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer, list):
    def __init__(self, *layers):
        if len(layers) == 1 and type(layers[0]) is list:
            layers = layers[0]
        list.__init__(self, layers)

    def forward(self, x, training=True):
        for layer in self:
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self for parameter in layer.parameters()]
