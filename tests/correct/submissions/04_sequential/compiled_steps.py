"""The layers are turned into functions of x and the flag when the container is made."""

import inspect

from tinytorch.core.layers import Layer


def step(layer):
    if "training" in inspect.signature(layer.forward).parameters:
        return lambda x, training: layer.forward(x, training=training)
    return lambda x, training: layer.forward(x)


class Sequential(Layer):
    def __init__(self, *layers):
        super().__init__()
        if layers and isinstance(layers[0], list):
            layers = tuple(layers[0])
        self.layers = layers
        self.steps = tuple(map(step, layers))

    def forward(self, x, training=True):
        for run in self.steps:
            x = run(x, training)
        return x

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]
