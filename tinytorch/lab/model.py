"""The model that is measured: Linear layers of given widths with a ReLU between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError

DEFAULT_WIDTHS = (784, 256, 128, 10)


def name_of(widths: Sequence[int]) -> str:
    """Return the name of a model: ``784-256-128-10``."""
    return "-".join(map(str, widths))


def shapes(widths: Sequence[int]) -> Iterator[tuple[int, int] | None]:
    """Yield (in_features, out_features) for each Linear and None for each ReLU, in order."""
    last = len(widths) - 2
    for index, shape in enumerate(pairwise(widths)):
        yield shape
        if index < last:
            yield None


def build(widths: Sequence[int]) -> list[Any]:
    """Return the layers of a model; the Linear ones are the student's own."""
    return [ReLU() if shape is None else linear(*shape) for shape in shapes(widths)]


def linear(in_features: int, out_features: int) -> Any:
    """Return a Linear of the student's, whose shapes are right.

    Raises
    ------
    LabError
        They are not; the sentence is the same for all sizes.
    """
    layer = load("Linear")(in_features, out_features)
    y = layer.forward(Tensor(np.zeros((1, in_features))))
    if not isinstance(y, Tensor):
        raise LabError(f"Linear.forward returns {type(y).__name__} where a Tensor is needed.")
    if layer.weight.shape != (in_features, out_features):
        raise LabError("The weight of Linear has another shape than (in_features, out_features).")
    if y.shape != (1, out_features):
        raise LabError("Linear.forward returns another shape than (batch, out_features).")
    return layer
