"""The model that is measured: Linear layers of given widths with a ReLU between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from tinytorch.core.activations import ReLU
from tinytorch.core.layers import load

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
    linear = load("Linear")
    return [ReLU() if shape is None else linear(*shape) for shape in shapes(widths)]
