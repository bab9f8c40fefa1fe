"""What Dropout does to the mean of a signal, which elements it drops, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError
from tinytorch.lab.progress import track

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool]

PROBABILITIES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)

#: The probabilities of which masks are shown.
_SHOWN = (0.2, 0.5, 0.8)

_MASK_SIDE = 32


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the output for an input of ones."""

    p: float
    as_built: float  #: as the layer returns it
    unscaled: float  #: the same mask over the input, survivors as they were
    dropped: float  #: share of zeros


@dataclass(frozen=True, slots=True, eq=False)
class Masks:
    """Which elements of a square input survived two calls in a row."""

    p: float
    calls: tuple[Mask, Mask]


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """One signal, evaluated and in training."""

    p: float
    signal: Array
    evaluation: Array
    training: Array
    mean: Array  #: of many training passes
    count: int  #: how many these were


@dataclass(frozen=True, slots=True, eq=False)
class Dropout:
    """All that was measured of the student's Dropout."""

    numbers: int  #: in the input of each mean
    means: tuple[Mean, ...]
    masks: tuple[Masks, ...]
    passes: Passes


def measure(*, numbers: int = 1_000_000, passes: int = 1000) -> Dropout:
    """Run the student's Dropout on ones, on squares of ones, and on a wave.

    Parameters
    ----------
    numbers : int
        The size of the input of each mean.
    passes : int
        How many training passes over the wave are averaged.
    """
    dropout = load("Dropout")
    ones = Tensor(np.ones(numbers))
    return Dropout(
        numbers,
        tuple(_mean(dropout(p), p, ones) for p in track(PROBABILITIES, "dropout")),
        tuple(_masks(dropout(p), p) for p in _SHOWN),
        _passes(dropout(0.5), 0.5, passes),
    )


def _mean(layer: Any, p: float, ones: Tensor) -> Mean:
    output = _train(layer, ones)
    kept = int(np.count_nonzero(output)) / output.size
    return Mean(p, float(output.mean(dtype=np.float64)), kept, 1 - kept)


def _masks(layer: Any, p: float) -> Masks:
    ones = Tensor(np.ones((_MASK_SIDE, _MASK_SIDE)))
    return Masks(p, (_train(layer, ones) != 0, _train(layer, ones) != 0))


def _passes(layer: Any, p: float, count: int) -> Passes:
    # Away from 0, so that a zero in the output is always an element that was dropped.
    wave = np.sin(np.linspace(0, 4 * np.pi, 100)) + 2
    x = Tensor(wave)
    outputs = np.stack([_train(layer, x) for _ in range(count)])
    evaluation = layer.forward(x, training=False).data
    return Passes(p, x.data, evaluation, outputs[0], outputs.mean(axis=0), count)


def _train(layer: Any, x: Tensor) -> Array:
    output: Array = layer.forward(x, training=True).data
    if output.shape != x.shape:
        raise LabError(f"Dropout returned the shape {output.shape} for an input of {x.shape}.")
    return output
