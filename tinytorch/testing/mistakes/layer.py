"""Mistakes in calling a layer, and in what it hands on."""

from __future__ import annotations

from tinytorch.core.tensor import Tensor
from tinytorch.testing.compare import NOTHING
from tinytorch.testing.mistakes import CONVERTED, FIRST_REMEMBERED
from tinytorch.testing.show import Array

SWALLOWED = "forward is not run, or its error is caught"
_INPUT_RETURNED = "x is returned, not what forward gave"


def call_mistakes(x: Array, first: Array) -> dict[str, Array]:
    """Return what mistakes make of a call whose forward doubles x, after a call with `first`."""
    return {
        _INPUT_RETURNED: x,
        "forward runs twice, one after the other": 4.0 * x,
        FIRST_REMEMBERED: 2.0 * first,
    }


def position_mistakes(x: Array, factor: float, shift: float) -> dict[str, Array]:
    """Return what mistakes make of ``x * factor + shift``, with both given by position."""
    return {
        _INPUT_RETURNED: x,
        "the arguments arrive in another order": x * shift + factor,
    }


def keyword_mistakes(x: Array, shift: float, default: float) -> dict[str, Array]:
    """Return what mistakes make of ``x + shift``, which in training is ``x * shift``."""
    return {
        _INPUT_RETURNED: x,
        "keyword arguments are dropped": x * default,
        "training alone is handed on": x + default,
        "training is not handed on": x * shift,
    }


def result_mistakes(result: object, x: Tensor) -> dict[str, object]:
    """Return what mistakes make of a result of forward(x) that is no Tensor."""
    mistakes: dict[str, object] = {
        NOTHING: None,
        _INPUT_RETURNED: x,
    }
    if isinstance(result, int | float | list):
        mistakes[CONVERTED] = Tensor(result)
    if isinstance(result, tuple):
        mistakes["the first of several results is handed back alone"] = result[0]
    return mistakes
