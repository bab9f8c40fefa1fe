"""The first layer runs, and a recursive call does the rest."""

import inspect

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], list):
            layers = layers[0]
        self.layers = list(layers)

    def forward(self, x, training=True):
        return self._run(x, self.layers, training)

    def _run(self, x, layers, training):
        if not layers:
            return x
        first, *rest = layers
        if "training" in inspect.signature(first.forward).parameters:
            y = first.forward(x, training=training)
        else:
            y = first.forward(x)
        return self._run(y, rest, training)

    def parameters(self):
        return self._gather(self.layers)

    def _gather(self, layers):
        return layers[0].parameters() + self._gather(layers[1:]) if layers else []
