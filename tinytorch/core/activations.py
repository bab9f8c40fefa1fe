"""Activations: layers without parameters, each of which bends every number of a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch.core.tensor import Tensor, _wrap

if TYPE_CHECKING:
    from tinytorch.core.tensor import Array


class _Activation:
    """What all activations share: a call is a call of `forward`, and nothing can be learned."""

    def __call__(self, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return self.forward(x, *args, **kwargs)

    def forward(self, x: Tensor) -> Tensor:
        """Return a tensor of the shape of `x`."""
        raise NotImplementedError

    def parameters(self) -> list[Tensor]:
        """Return the tensors that training would change: none."""
        return []

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def _numbers(self, x: Tensor) -> Array:
        if not isinstance(x, Tensor):
            name, given = type(self).__name__, type(x).__name__
            raise TypeError(f"{name} needs a Tensor; got {given}. Wrap it: Tensor(...)")
        return x.data


class ReLU(_Activation):
    """``max(x, 0)``."""

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with its negative numbers replaced by 0."""
        return _wrap(np.maximum(self._numbers(x), 0))


class Sigmoid(_Activation):
    """``1 / (1 + exp(-x))``."""

    def forward(self, x: Tensor) -> Tensor:
        """Return numbers between 0 and 1, of the shape of `x`."""
        numbers = self._numbers(x)
        # exp(-|x|) never overflows; exp(-x) would for x below -88.
        decay = np.exp(-np.abs(numbers))
        return _wrap(np.where(numbers >= 0, np.float32(1), decay) / (1 + decay))


class Tanh(_Activation):
    """``tanh(x)``."""

    def forward(self, x: Tensor) -> Tensor:
        """Return numbers between -1 and 1, of the shape of `x`."""
        return _wrap(np.tanh(self._numbers(x)))


class Softmax(_Activation):
    """``exp(x) / sum(exp(x))`` along one axis."""

    def forward(self, x: Tensor, dim: int = -1) -> Tensor:
        """Return positive numbers of the shape of `x` that add up to 1 along an axis.

        Parameters
        ----------
        x : Tensor
        dim : int
            The axis along which the numbers compete, the last one unless told otherwise.
        """
        numbers = self._numbers(x)
        # The largest exponent becomes 0, so that exp cannot overflow; a difference that does, of
        # numbers from both ends of float32, becomes -inf, whose power is 0 as it should be.
        with np.errstate(over="ignore"):
            powers = np.exp(numbers - numbers.max(axis=dim, keepdims=True))
        return _wrap(powers / powers.sum(axis=dim, keepdims=True))
