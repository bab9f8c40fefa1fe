"""Tensors are noted as parameters when they are assigned, by __setattr__, as PyTorch does it."""

from tinytorch.core.tensor import Tensor


class Layer:
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        object.__setattr__(self, "_parameters", {})
        return self

    def __setattr__(self, name, value):
        if isinstance(value, Tensor):
            self._parameters[name] = value
        object.__setattr__(self, name, value)

    def forward(self, *inputs):
        raise NotImplementedError(f'{type(self).__name__} has no "forward"')

    def __call__(self, *inputs, **options):
        return self.forward(*inputs, **options)

    def parameters(self):
        return list(self._parameters.values())
