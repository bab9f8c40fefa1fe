"""Mistakes in the order of layers, in what each is given, and in what they are told."""

from __future__ import annotations

from collections.abc import Callable

from tinytorch.testing.mistakes import FIRST_REMEMBERED
from tinytorch.testing.show import Array

SHARED_LAYERS = "the models share one list of layers"
USED_UP = "the layers are used up by the first call"
LAYERS_OF_THE_LAST = "the layers of the last model run in all"
LAST_TO_FIRST = "the layers run last to first"
LAST_ALONE = "the last layer runs alone, or is given x itself"
NONE_RUNS = "no layer runs, or the results are thrown away"
TWICE = "each layer runs twice"
FIRST_LEFT_OUT = "the first a is left out"
SECOND_LEFT_OUT = "the second a is left out"

#: One layer, as a function of numbers.
Step = Callable[[Array], Array]


def order_mistakes(x: Array, a: Step, b: Step) -> dict[str, Array]:
    """Return what mistakes make of b(a(x))."""
    return {
        LAST_TO_FIRST: a(b(x)),
        "only the first layer runs": a(x),
        LAST_ALONE: b(x),
        "each layer is given x, and the results are added": a(x) + b(x),
        "the input of each layer is added to its output": x + a(x) + b(x + a(x)),
        TWICE: b(b(a(a(x)))),
        NONE_RUNS: x,
    }


def memory_mistakes(x: Array, first: Array) -> dict[str, Array]:
    """Return what later calls give when they depend on the first, which gave `first`."""
    return {
        USED_UP: x,
        FIRST_REMEMBERED: first,
    }


def place_mistakes(x: Array, a: Step, b: Step) -> dict[str, Array]:
    """Return what mistakes make of a(b(a(x))), where one layer stands in two places."""
    return {SECOND_LEFT_OUT: b(a(x)), FIRST_LEFT_OUT: a(b(x))}


def sharing_mistakes(last: Array, both: Array) -> dict[str, Array]:
    """Return what models give that share layers: those of the `last` model, or those of `both`."""
    return {
        SHARED_LAYERS: both,
        LAYERS_OF_THE_LAST: last,
    }


SWALLOWED = "a layer is not run, or its error is caught"
BY_POSITION = "the flag is passed by its position"
NOT_TOLD = "the layers are not told, or only those of some class"
NOT_SEEN = "a parameter behind * is not seen"

#: What a layer is told by mistake in one call with training=False.
TOLD_MISTAKES: dict[str, object] = {
    NOT_TOLD: [None],
    "the layers are told to train": [True],
    TWICE: [False, False],
}

#: What layers are told by mistake in a call without the flag, one with False, one without again.
DEFAULT_MISTAKES: dict[str, object] = {
    "evaluation is the default": [False, False, False],
    "the layers are told only when it is not training": [None, False, None],
    "the layers are told to train whatever the call says": [True, True, True],
    "evaluation once means evaluation for ever": [True, False, False],
}
