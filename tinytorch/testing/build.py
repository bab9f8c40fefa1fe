"""Builds what graded tests start from: random inputs, and a Linear with known parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.core.tensor import Tensor
from tinytorch.testing.compare import assert_tensor

Array = npt.NDArray[np.float32]


def sample(rng: np.random.Generator, *shape: int) -> Array:
    """Return random multiples of 1/2 between -9.5 and 9.5, none of them 0.

    They are short to read, exact in float32, and never hide what a factor or a zero did.
    """
    signs = rng.choice([-0.5, 0.5], shape)
    return (signs * rng.integers(1, 20, shape)).astype(np.float32)


def linear(nn: Any, weight: npt.ArrayLike, bias: npt.ArrayLike | bool = True) -> Any:
    """Return a Linear of the student's with these parameters.

    Parameters
    ----------
    nn : namespace
        The fixture.
    weight : array_like, shape (in_features, out_features)
        A weight of the shape (out_features, in_features) is given its transpose, so that this
        mistake fails the tests that are about it, and no other.
    bias : array_like, shape (out_features,), or bool
        False builds a layer without a bias, True one whose bias adds nothing, which is the way to
        test something else than the bias: whatever is wrong with it does not count twice.
    """
    __tracebackhide__ = True
    numbers = np.array(weight, dtype=np.float32)
    (fan_in, fan_out), biased = numbers.shape, bias is not False
    layer = nn.Linear(fan_in, fan_out, bias=biased)
    of = f"of Linear{numbers.shape}"
    made = layer.weight.shape if isinstance(layer.weight, Tensor) else None
    numbers = numbers.T if made == numbers.T.shape != numbers.shape else numbers
    assert_tensor(layer.weight, what=f"layer.weight {of}", shape=numbers.shape)
    # Through .data, since the student's code may hold on to the very tensor.
    layer.weight.data = numbers
    if not isinstance(bias, bool):
        # Any shape: one that is wrong fails the test of the bias, and no other.
        assert_tensor(layer.bias, what=f"layer.bias {of}")
        layer.bias.data = np.array(bias, dtype=np.float32)
    elif isinstance(there := getattr(layer, "bias", None), Tensor):
        there.data = np.zeros(np.shape(weight)[1])
    return layer


def product_mistakes(x: Array, weight: Array) -> dict[str, Array]:
    """Return what well-known mistakes make of ``x @ weight``, by their names."""
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
