"""Mistakes in drawing the weights of a Linear, and in its formula."""

from __future__ import annotations

import numpy as np

from tinytorch.testing.show import Array

SHARED_WEIGHT = "the layers share one weight"
SHARED_BIAS = "the layers share one bias"
NO_BIAS = "the bias is missing"
OVERWRITTEN = "all calls write into one and the same result"


def product_mistakes(x: Array, weight: Array) -> dict[str, Array]:
    """Return what mistakes make of ``x @ weight``."""
    product = x @ weight
    mistakes = {
        "x is returned": x,
        "the product is weight @ x instead of x @ weight": weight @ x,
        "the product is scaled once more": product * np.sqrt(1 / len(weight)),
        "the mean is taken where the sum is meant": product / len(weight),
        "negative results are cut to 0, as by ReLU": np.maximum(product, 0),
    }
    if x.shape == weight.shape == weight.T.shape:
        mistakes["the weight is transposed"] = x @ weight.T
        mistakes["* multiplies element by element, where @ is meant"] = x * weight
    return mistakes


def sum_mistakes(x: Array, weight: Array, bias: Array, earlier: Array) -> dict[str, Array]:
    """Return what mistakes make of ``x @ weight + bias``, after a call with an earlier bias."""
    product = x @ weight
    return {
        NO_BIAS: product,
        "the bias is added twice": product + 2 * bias,
        "the bias is subtracted": product - bias,
        "the bias is multiplied instead of added": product * bias,
        "the bias is added down the columns": product + bias[:, None],
        "the bias is added to the first row only": product + np.outer([1, 0], bias),
        "the bias is added to x, before the product": (x + bias) @ weight,
        "the sum of the bias is added to every output": product + bias.sum(),
        "the result, or the bias, of an earlier call is remembered": product + earlier,
    }


def bias_mistakes(in_features: int, out_features: int) -> dict[str, Array]:
    """Return what mistakes make of a bias that should be zeros."""
    return {
        "the bias starts as ones": np.ones(out_features, np.float32),
        "the length is in_features instead of out_features": np.zeros(in_features, np.float32),
    }


def spread_mistakes(in_features: int, out_features: int) -> dict[str, float]:
    """Return the standard deviations that mistakes give to the weights."""
    return {
        "the weights are not scaled": 1.0,
        "the scale is 1 / in_features: no root, or the root used twice": 1 / in_features,
        "the scale is sqrt(in_features)": np.sqrt(in_features),
        "out_features is used for in_features": np.sqrt(1 / out_features),
        "the scale is sqrt(2 / in_features)": np.sqrt(2 / in_features),
        "the scale counts out_features as well": np.sqrt(2 / (in_features + out_features)),
        "the scale is 0.01, whatever in_features is": 0.01,
        "the scale is that of 784 inputs, whatever in_features is": np.sqrt(1 / 784),
        "the weights are uniform in ±sqrt(1 / in_features)": np.sqrt(1 / in_features / 3),
        "the weights are uniform between 0 and the scale": np.sqrt(1 / in_features / 12),
    }


def memory_mistakes(earlier: tuple[Array, Array], now: tuple[Array, Array]) -> dict[str, Array]:
    """Return what a layer gives that remembers something of an earlier x and weight."""
    return {
        "the result of an earlier call is remembered": earlier[0] @ earlier[1],
        "the weight of an earlier call is remembered": now[0] @ earlier[1],
        "the input of an earlier call is remembered": earlier[0] @ now[1],
    }
