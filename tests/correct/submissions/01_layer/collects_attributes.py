"""The parameters are all Tensors among the attributes, which are none in Layer itself."""

from tinytorch.core.tensor import Tensor


class Layer:
    def forward(self, x):
        raise NotImplementedError("Layer.forward")

    def __call__(self, x, *args, **kwargs):
        return self.forward(x, *args, **kwargs)

    def parameters(self):
        return [value for value in vars(self).values() if isinstance(value, Tensor)]
