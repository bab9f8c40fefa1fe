"""The container has a length, items, an iterator and append, and uses them itself."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        self._layers = []
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        for layer in layers:
            self.append(layer)

    def append(self, layer):
        self._layers.append(layer)
        return self

    def __len__(self):
        return len(self._layers)

    def __getitem__(self, index):
        return self._layers[index]

    def __iter__(self):
        return iter(self._layers)

    def forward(self, x, training=True):
        if len(self) == 0:
            return x
        for layer in self:
            if "training" in inspect.signature(layer.forward).parameters:
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        return [parameter for layer in self for parameter in layer.parameters()]
