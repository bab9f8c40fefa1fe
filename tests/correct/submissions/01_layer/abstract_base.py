"""The metaclass is ABCMeta, and an error class of its own says that forward is missing."""

import abc


class MissingForward(NotImplementedError):
    """A layer has no forward."""

    def __init__(self, layer):
        super().__init__(f"{type(layer).__name__} needs a forward")
        self.layer = layer


class Layer(metaclass=abc.ABCMeta):
    def forward(self, x):
        raise MissingForward(self)

    def __call__(self, x, *args, **kwargs):
        return self.forward(x, *args, **kwargs)

    def parameters(self):
        return []
