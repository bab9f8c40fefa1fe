"""The names of the parameters are read from __code__, without the local variables after them."""

from tinytorch.core.layers import Layer


def takes_training(forward):
    code = forward.__code__
    return "training" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


class Sequential(Layer):
    def __init__(self, *layers):
        self.layers = layers[0] if layers and type(layers[0]) is list else layers

    def forward(self, x, training=True):
        for layer in self.layers:
            if takes_training(layer.forward):
                x = layer.forward(x, training=training)
            else:
                x = layer.forward(x)
        return x

    def parameters(self):
        result = []
        for layer in self.layers:
            for parameter in layer.parameters():
                result.append(parameter)
        return result
