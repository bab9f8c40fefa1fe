"""Small layers that tests chain: plain objects, without the student's base class."""

from __future__ import annotations

from typing import Any

from tinytorch.core.tensor import Tensor


class _Link:
    """What every layer has: a call is a call of `forward`, and there is nothing to learn."""

    def __call__(self, x: Tensor, *args: Any, **kwargs: Any) -> Any:
        return self.forward(x, *args, **kwargs)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x`; a subclass does something else."""
        return x

    def parameters(self) -> list[Tensor]:
        """Return an empty list."""
        return []


class Affine(_Link):
    """``x * scale + shift``, with both as parameters; counts how often it ran."""

    def __init__(self, scale: float, shift: float) -> None:
        self.scale = Tensor(scale)
        self.shift = Tensor(shift)
        self.runs = 0

    def forward(self, x: Tensor) -> Tensor:
        """Return a new tensor."""
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


class Noise(_Link):
    """Adds 1 in training, and notes what it was told each time: None when nothing."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def forward(self, x: Tensor, training: bool | None = None) -> Tensor:
        """Return a new tensor."""
        self.told.append(training)
        return x + 1.0 if training else x


#: What students are told of these layers where a message names one: no file of theirs has them.
IN_WORDS = {
    "Affine": "(Affine(s, t) is a layer of the test's own: it gives x * s + t.)",
    "Noise": "(Noise() is a layer of the test's own: it adds 1 in training.)",
}
