"""The network that reads digits: the student's layers, the weights, and how a drawing gets in.

It needs NumPy and tinytorch/core alone, and starts nothing, so that the page in the
browser uses it as the laboratory does. ``README.md`` beside it names the source of the data.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch.core.activations import ReLU, Softmax
from tinytorch.core.layers import load
from tinytorch.core.tensor import Tensor
from tinytorch.lab import LabError
from tinytorch.lab.model import linear

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]

#: A digit is a square of so many numbers a side, from 0 (paper) to 1 (ink).
SIDE = 8

#: The width of the hidden layer.
HIDDEN = 64

#: The probability of dropping a hidden unit with which the weights were trained.
DROPOUT = 0.3

#: The share of the digits in `held_out` that right layers read with these weights.
ACCURACY = 355 / 360

# A drawing becomes a bitmap of 32 x 32, as the digits of the data once were. These were normalised
# in height, width, slant and thickness, before the dots in each square of 4 x 4 were counted.
_BITMAP = 32
_WIDTH = 20  #: of a digit; a narrower one keeps its proportions
_INK = 0.3  #: the share of the bitmap that a digit covers, the same for thin pens and thick ones
_BLUR = 1.5  #: closes the gaps between the dots of a small drawing


def build(p: float = DROPOUT) -> Any:
    """Return the network: the student's layers with the weights that reading digits takes.

    Parameters
    ----------
    p : float
        The probability of its Dropout.

    Raises
    ------
    LabError
        Linear has other shapes than it should, or `parameters()` of the network does not return
        tensors that the weights fit.
    """
    dropout, sequential = load("Dropout"), load("Sequential")
    network = sequential(linear(SIDE * SIDE, HIDDEN), ReLU(), dropout(p), linear(HIDDEN, 10))
    parameters = network.parameters()
    weights = [_stored()[name] for name in ("weight_1", "bias_1", "weight_2", "bias_2")]
    found, needed = ([each.shape for each in tensors] for tensors in (parameters, weights))
    if found != needed:
        raise LabError(
            f"The network's parameters() should return tensors of the shapes {_listed(needed)},"
            f" but returned {_listed(found)}: the trained weights do not fit."
        )
    for parameter, numbers in zip(parameters, weights, strict=True):
        parameter.data = numbers
    return network


def read(network: Any, digits: Array, *, training: bool = False) -> Array:
    """Return how probable the network holds each of the ten digits.

    Parameters
    ----------
    network : Sequential
        From `build`.
    digits : array, shape (n, 64)
        From `held_out`, or from `scale`.
    training : bool
        Whether dropout stays on.

    Returns
    -------
    array, shape (n, 10)
        The probabilities of 0 to 9; each row adds up to 1.

    Raises
    ------
    LabError
        The network returned another shape.
    """
    output = network.forward(Tensor(digits), training=training)
    if output.shape != (len(digits), 10):
        raise LabError(
            f"The network returned the shape {output.shape} for {len(digits)} digits; ten numbers"
            f" for each make {(len(digits), 10)}."
        )
    return Softmax().forward(output).data


def held_out() -> tuple[Array, npt.NDArray[np.uint8]]:
    """Return the digits that the network was not trained with, and what each of them is.

    Returns
    -------
    digits : array, shape (360, 64)
        From 0 (paper) to 1 (ink), row by row.
    labels : array, shape (360,)
        0 to 9.
    """
    stored = _stored()
    digits = stored["digits"].astype(np.float32) / np.float32(16)
    return digits, stored["labels"]


def scale(drawing: npt.ArrayLike) -> Array:
    """Return a drawing as the digits of the data are: 8 x 8, upright, of one size and thickness.

    Parameters
    ----------
    drawing : array, shape (rows, columns)
        From 0 (paper) to 1 (ink), of any size, the digit anywhere in it.

    Returns
    -------
    array, shape (64,)
        From 0 to 1, row by row; only zeros where the drawing has no ink.
    """
    pixels = np.asarray(drawing, dtype=np.float32)
    rows, columns = np.nonzero(pixels > 0.1)
    if not rows.size:
        return np.zeros(SIDE * SIDE, dtype=np.float32)
    ink = pixels[rows, columns]
    y = rows - np.average(rows, weights=ink)
    x = columns - np.average(columns, weights=ink)
    # Upright: what x gains from row to row, on average over the ink, is taken back.
    if height := np.average(y * y, weights=ink):
        x -= np.clip(np.average(x * y, weights=ink) / height, -1, 1) * y
    y_scale = _BITMAP / (np.ptp(y) + 1)
    x_scale = min(y_scale, _WIDTH / (np.ptp(x) + 1))
    y = (y - y.min() + 0.5) * y_scale
    x = (x - (x.min() + x.max()) / 2) * x_scale + _BITMAP / 2
    frame = (0, _BITMAP)
    grey, *_ = np.histogram2d(y, x, bins=_BITMAP, range=(frame, frame), weights=ink)
    distances = np.subtract.outer(np.arange(_BITMAP), np.arange(_BITMAP))
    blur = np.exp(-0.5 * (distances / _BLUR) ** 2)
    blur /= blur.sum(axis=1, keepdims=True)
    grey = blur @ grey @ blur.T
    darkest = np.quantile(grey, 1 - _INK)
    dots = (grey >= darkest) & (grey > 0)
    cell = _BITMAP // SIDE
    counts = dots.reshape(SIDE, cell, SIDE, cell).sum(axis=(1, 3))
    digit: Array = (counts.ravel() / cell**2).astype(np.float32)
    return digit


@cache
def _stored() -> dict[str, npt.NDArray[Any]]:
    with np.load(Path(__file__).with_name("digits.npz")) as arrays:
        return dict(arrays)


def _listed(shapes: list[tuple[int, ...]]) -> str:
    return ", ".join(map(str, shapes)) or "none at all"
