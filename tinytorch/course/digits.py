"""Trains the network that reads digits, and keeps its weights where the laboratory finds them.

``uv run --group digits python -m tinytorch.course.digits`` writes ``digits.npz`` anew: the weights,
and the digits that were held out. The data come with scikit-learn; the training is NumPy's alone.
The same machine makes the same bytes; on another one, products may round otherwise, which moves
the weights a little.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.checkout import ROOT
from tinytorch.lab.digits.network import DROPOUT, HIDDEN, SIDE

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

FILE = ROOT / "tinytorch" / "lab" / "digits" / "digits.npz"

HELD_OUT = 360  #: a fifth
EPOCHS = 300
BATCH = 64
LEARNING_RATE = 0.005


def main() -> None:
    """Train, say how many of the held-out digits are read, and write the file."""
    digits, labels = data()
    order = np.random.default_rng(0).permutation(len(digits))
    held_out, seen = np.sort(order[:HELD_OUT]), np.sort(order[HELD_OUT:])
    # Half precision holds the weights in 10 kB, and changes no answer.
    weights = [each.astype(np.float16) for each in train(digits[seen] / 16, labels[seen])]
    share = np.mean(answers(weights, digits[held_out] / 16) == labels[held_out])
    weight_1, bias_1, weight_2, bias_2 = weights
    np.savez(
        FILE,
        weight_1=weight_1,
        bias_1=bias_1,
        weight_2=weight_2,
        bias_2=bias_2,
        digits=digits[held_out].astype(np.uint8),
        labels=labels[held_out].astype(np.uint8),
    )
    print(f"{FILE.name}: reads {share:.2%} of {HELD_OUT} digits that were held out.")


def data() -> tuple[Array, Labels]:
    """Return all digits, of shape (1797, 64) and from 0 to 16, and what each of them is."""
    from sklearn.datasets import load_digits  # only who trains anew has it

    digits, labels = load_digits(return_X_y=True)
    return digits, labels


def train(digits: Array, labels: Labels, *, epochs: int = EPOCHS) -> list[Array]:
    """Train the network by Adam on digits that are bent anew in each epoch.

    Parameters
    ----------
    digits : array, shape (n, 64)
        From 0 to 1.
    labels : array, shape (n,)
    epochs : int
        How often each digit is seen.

    Returns
    -------
    list of array
        Weight and bias of the first Linear, then those of the second.
    """
    rng = np.random.default_rng(0)
    weights = [
        rng.standard_normal((SIDE * SIDE, HIDDEN)) / SIDE,
        np.zeros(HIDDEN),
        rng.standard_normal((HIDDEN, 10)) / np.sqrt(HIDDEN),
        np.zeros(10),
    ]
    means = [np.zeros_like(each) for each in weights]
    squares = [np.zeros_like(each) for each in weights]
    steps = epochs * (len(digits) // BATCH)
    batches = _batches(digits, labels, epochs, rng)
    for step, (x, y) in enumerate(batches, 1):
        rate = LEARNING_RATE / 2 * (1 + np.cos(np.pi * step / steps))
        gradients = _gradients(weights, x, y, rng)
        for weight, gradient, mean, square in zip(weights, gradients, means, squares, strict=True):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            unbiased = mean / (1 - 0.9**step)
            weight -= rate * unbiased / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def answers(weights: list[Any], digits: Array) -> Labels:
    """Return what a network with these weights takes each digit for."""
    weight_1, bias_1, weight_2, bias_2 = (each.astype(np.float64) for each in weights)
    hidden = np.maximum(digits @ weight_1 + bias_1, 0)
    found: Labels = (hidden @ weight_2 + bias_2).argmax(axis=1)
    return found


def _batches(
    digits: Array, labels: Labels, epochs: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Labels]]:
    for _ in range(epochs):
        order = rng.permutation(len(digits))
        bent = _bend(digits, rng)
        for first in range(0, len(digits) - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            yield bent[chosen], labels[chosen]


def _gradients(
    weights: list[Array], x: Array, labels: Labels, rng: np.random.Generator
) -> tuple[Array, ...]:
    """Return the gradient of the mean cross-entropy with respect to each of the weights."""
    weight_1, bias_1, weight_2, bias_2 = weights
    sums = x @ weight_1 + bias_1
    factors = (sums > 0) * (rng.random(sums.shape) >= DROPOUT) / (1 - DROPOUT)
    hidden = sums * factors
    logits = hidden @ weight_2 + bias_2
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    errors = powers / powers.sum(axis=1, keepdims=True)
    errors[np.arange(len(x)), labels] -= 1
    errors /= len(x)
    back = (errors @ weight_2.T) * factors
    return x.T @ back, back.sum(axis=0), hidden.T @ errors, errors.sum(axis=0)


def _bend(digits: Array, rng: np.random.Generator) -> Array:
    """Turn, slant, stretch and move each digit a little, as other writers would."""
    n = len(digits)
    angle, slant, height, width = rng.normal(0, (0.12, 0.12, 0.1, 0.05), (n, 4)).T
    cosine, sine = np.cos(angle), np.sin(angle)
    matrices = np.array([[cosine, -sine], [sine + slant, cosine]]) * np.exp([[width], [height]])
    moves = rng.uniform(-1, 1, (n, 2)) * (0.25, 0.5)  # rows, columns
    middle = (SIDE - 1) / 2
    grid = np.indices((SIDE, SIDE)).reshape(2, -1) - middle
    places = matrices.transpose(2, 0, 1) @ grid + middle + moves[..., np.newaxis]
    # Each number is a mean of the four around its place, weighted by how near they are.
    near = np.maximum(0, 1 - np.abs(places[..., np.newaxis] - np.arange(SIDE)))
    mixed: Array = (near[:, 0] @ digits.reshape(n, SIDE, SIDE) * near[:, 1]).sum(axis=-1)
    return mixed


if __name__ == "__main__":
    main()
