"""The layers are attributes layer0, layer1 and so on, found again with getattr."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.depth = 0
        for i, layer in enumerate(layers):
            setattr(self, f"layer{i}", layer)
            self.depth = i + 1

    def layers(self):
        return [getattr(self, f"layer{i}") for i in range(self.depth)]

    def forward(self, x, training=True):
        for layer in self.layers():
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self.layers() for parameter in layer.parameters()]
