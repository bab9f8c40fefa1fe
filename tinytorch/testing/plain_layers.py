"""Small layers that tests chain: plain objects, without the student's base class."""

from __future__ import annotations

from typing import Any

from tinytorch.core.tensor import Tensor
from tinytorch.testing.show import Array


class _Layer:
    """What every layer has: a call is a call of `forward`, and there is nothing to learn."""

    def __call__(self, x: Tensor, *args: Any, **kwargs: Any) -> Any:
        return self.forward(x, *args, **kwargs)

    def forward(self, x: Tensor) -> Tensor:
        """Return something; each layer says itself what, so that errors name it."""
        raise NotImplementedError

    def parameters(self) -> list[Tensor]:
        """Return an empty list."""
        return []


class Affine(_Layer):
    """``x * scale + shift``, with both as parameters; counts how often it ran."""

    def __init__(self, scale: float, shift: float) -> None:
        self.scale = Tensor(scale)
        self.shift = Tensor(shift)
        self.runs = 0
        self._start = float(scale), float(shift)

    def of(self, numbers: Array) -> Array:
        """Return what forward makes of an array, computed here, with scale and shift as made."""
        scale, shift = self._start
        return numbers * scale + shift

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        """Return a new tensor, in training as in evaluation.

        It takes the flag so that a container which hands it to every layer fails the tests that
        are about the flag, and no other.
        """
        self.runs += 1
        return x * self.scale + self.shift

    def parameters(self) -> list[Tensor]:
        """Return scale and shift."""
        return [self.scale, self.shift]


def parameters_of(**layers: Affine) -> dict[str, Tensor]:
    """Return the parameters of some layers, in order, by names such as ``a.scale``."""
    return {
        f"{name}.{kind}": getattr(layer, kind)
        for name, layer in layers.items()
        for kind in ("scale", "shift")
    }


class Noise(_Layer):
    """Adds 1 in training, and notes what it was told each time: None when nothing."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        """Return a new tensor."""
        self.told.append(training)
        return x + 1.0 if training else x


class Keeping(_Layer):
    """Keeps its parameters in a list of its own, and returns that very list."""

    def __init__(self, *parameters: Tensor) -> None:
        self.own = list(parameters)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x`."""
        return x

    def parameters(self) -> list[Tensor]:
        """Return the layer's own list."""
        return self.own


class Failing(_Layer):
    """Raises each error of its list once; whoever runs it once more gets a result."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        """Raise an error, or return `x` when there is none left."""
        if self.errors:
            raise self.errors.pop()
        return x


class Late(_Layer):
    """Takes `training` in the third place, and notes what it was given."""

    signature = "forward(x, dim=-1, training=None)"

    def __init__(self) -> None:
        self.told: list[Any] = []

    def forward(self, x: Tensor, dim: int = -1, training: bool | None = None) -> Tensor:
        """Return `x`."""
        self.told.append((dim, training))
        return x


class KeywordOnly(_Layer):
    """Takes `training` by keyword only, and notes what it was given."""

    signature = "forward(x, dim=-1, *, training=None)"

    def __init__(self) -> None:
        self.told: list[Any] = []

    def forward(self, x: Tensor, dim: int = -1, *, training: bool | None = None) -> Tensor:
        """Return `x`."""
        self.told.append((dim, training))
        return x


#: What students are told of these layers where a message names one: no file of theirs has them.
IN_WORDS = {
    "Affine": "(Affine(s, t) is a layer of the test's own: it gives x * s + t.)",
    "Noise": "(Noise() is a layer of the test's own: it adds 1 in training.)",
    "Keeping": "(Keeping() is a layer of the test's own: it keeps its list of parameters.)",
    "Failing": "(Failing() is a layer of the test's own: it raises the error that is told.)",
    "Late": "(Late() is a layer of the test's own: it takes training in the third place.)",
    "KeywordOnly": "(KeywordOnly() is a layer of the test's own: it takes training by name only.)",
}
