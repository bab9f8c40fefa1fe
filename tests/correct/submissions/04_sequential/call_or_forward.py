"""Layers that take the flag are told by a call, the others run their forward."""

from inspect import signature

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            self.modules = tuple(layers[0])
        else:
            self.modules = layers

    def _takes_flag(self, layer):
        return signature(layer.forward).parameters.get("training") is not None

    def forward(self, x, training=True):
        for module in self.modules:
            told = self._takes_flag(module)
            x = module.__call__(x, training=training) if told else module.forward(x)
        return x

    def parameters(self):
        return sum((module.parameters() for module in self.modules), [])
