"""inspect.getfullargspec gives the names, and sum joins the lists."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        match layers:
            case [list(given)]:
                self.layers = list(given)
            case _:
                self.layers = list(layers)

    def forward(self, x, training=True):
        out = x
        for layer in self.layers:
            spec = inspect.getfullargspec(layer.forward)
            if "training" in spec.args or "training" in spec.kwonlyargs:
                out = layer.forward(out, training=training)
            else:
                out = layer.forward(out)
        return out

    def parameters(self):
        return sum((list(layer.parameters()) for layer in self.layers), [])
