"""inspect.signature is asked in each call, and the parameters are joined with extend."""

from inspect import signature

from tinytorch.core.layers import Layer


class Sequential(Layer):
    def __init__(self, *layers):
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            self.layers = list(layers[0])
        else:
            self.layers = list(layers)

    def forward(self, x, training=True):
        for layer in self.layers:
            kwargs = {}
            if "training" in signature(layer.forward).parameters:
                kwargs["training"] = training
            x = layer.forward(x, **kwargs)
        return x

    def parameters(self):
        params = []
        for layer in self.layers:
            params.extend(layer.parameters())
        return params
