"""Which layers take the flag is found out once, when the container is made."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.layers = list(layers)
        self._takes_flag = [
            "training" in inspect.signature(layer.forward).parameters for layer in self.layers
        ]

    def forward(self, x, training=True):
        for layer, takes_flag in zip(self.layers, self._takes_flag, strict=True):
            x = layer.forward(x, training=training) if takes_flag else layer.forward(x)
        return x

    def parameters(self):
        return [*(p for layer in self.layers for p in layer.parameters())]
