"""Builds what graded tests start from: random inputs, and a Linear with known parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tinytorch.testing.compare import assert_tensor


def sample(rng: np.random.Generator, *shape: int) -> npt.NDArray[np.float32]:
    """Return random multiples of 1/2 between -9.5 and 9.5, none of them 0.

    They are short to read, exact in float32, and never hide what a factor or a zero did.
    """
    signs = rng.choice([-0.5, 0.5], shape)
    return (signs * rng.integers(1, 20, shape)).astype(np.float32)


def linear(nn: Any, weight: npt.ArrayLike, bias: npt.ArrayLike | None = None) -> Any:
    """Return a Linear of the student's with these parameters.

    Parameters
    ----------
    nn : namespace
        The fixture.
    weight : array_like, shape (in_features, out_features)
    bias : array_like, shape (out_features,), optional
        Without it the layer is built with ``bias=False``.
    """
    __tracebackhide__ = True
    numbers = np.array(weight, dtype=np.float32)
    layer = nn.Linear(*numbers.shape, bias=bias is not None)
    of = f"of Linear{numbers.shape}"
    # Through .data, since the student's code may hold on to the very tensor.
    assert_tensor(layer.weight, what=f"layer.weight {of}", shape=numbers.shape)
    layer.weight.data = numbers
    if bias is not None:
        # Any shape: one that is wrong fails the test of the bias, and no other.
        assert_tensor(layer.bias, what=f"layer.bias {of}")
        layer.bias.data = np.array(bias, dtype=np.float32)
    return layer
