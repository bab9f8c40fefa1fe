"""Which classes take the flag is remembered by functools.lru_cache."""

from functools import lru_cache
from inspect import signature

from tinytorch.core.layers import Layer


@lru_cache(maxsize=None)
def options_of(layer_class):
    return frozenset(signature(layer_class.forward).parameters)


class Sequential(Layer):
    def __init__(self, *layers):
        only_a_list = len(layers) == 1 and isinstance(layers[0], list)
        self.layers = layers[0][:] if only_a_list else [*layers]

    def forward(self, x, training=True):
        for layer in self.layers:
            options = {"training": training}
            known = {k: v for k, v in options.items() if k in options_of(type(layer))}
            x = layer.forward(x, **known)
        return x

    def parameters(self):
        parameters = []
        for layer in self.layers:
            parameters += layer.parameters()
        return parameters
