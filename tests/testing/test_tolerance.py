"""The tolerance lets every equivalent formula pass, with room to spare, and no mistake."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from tinytorch.testing import sample
from tinytorch.testing.compare import close

Array = npt.NDArray[np.float32]
Product = Callable[[Array, Array], npt.NDArray[np.floating]]

#: x @ weight, in other orders of summation and other precisions.
PRODUCTS: dict[str, Product] = {
    "matmul": lambda x, w: x @ w,
    "float64": lambda x, w: (x.astype(np.float64) @ w.astype(np.float64)).astype(np.float32),
    "einsum": lambda x, w: np.einsum("bi,io->bo", x, w),
    "einsum over paths": lambda x, w: np.einsum("bi,io->bo", x, w, optimize=True),
    "tensordot": lambda x, w: np.tensordot(x, w, axes=1),
    "rows of products, summed": lambda x, w: (x[:, :, None] * w).sum(axis=1),
    "last input first": lambda x, w: x[:, ::-1] @ w[::-1],
    "transposed": lambda x, w: (w.T @ x.T).T,
    "one input after the other": lambda x, w: _accumulated(x, w),
    "in two halves": lambda x, w: x[:, ::2] @ w[::2] + x[:, 1::2] @ w[1::2],
}


def _accumulated(x: Array, w: Array) -> Array:
    y = np.zeros((len(x), w.shape[1]), np.float32)
    for i in range(len(w)):
        y += np.outer(x[:, i], w[i])
    return y


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS.keys())
@pytest.mark.parametrize("width", [3, 784, 1000])
def test_equivalent_products_are_close_by_far(product: Product, width: int):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((20, width), np.float32)
    w = rng.standard_normal((width, 50), np.float32) / np.float32(np.sqrt(width))
    expected = x.astype(np.float64) @ w

    error = product(x, w) - expected

    # Ten times the rounding would pass still.
    assert close(expected + 10 * error, expected).all()


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS.keys())
def test_the_inputs_of_graded_tests_leave_nothing_to_round(product: Product):
    # Multiples of 1/256 below 2^16 have 24 binary digits, as many as float32.
    rng = np.random.default_rng(1)
    x, w = sample(rng, 5, 784), sample(rng, 784, 32) / 64

    assert np.array_equal(product(x, w), x.astype(np.float64) @ w.astype(np.float64))


@pytest.mark.parametrize("p", [0.1, 1 / 3, 0.5, 0.9, 0.999])
def test_equivalent_scales_of_dropout_are_close_by_far(p: float):
    x = np.random.default_rng(2).standard_normal(1000, np.float32)
    expected = x.astype(np.float64) / (1 - p)

    for scaled in (
        x / (1 - p),
        x * (1 / (1 - p)),
        x * np.float32(1 / (1 - p)),
        x / (np.float32(1) - np.float32(p)),
        np.float32(1) / (np.float32(1) - np.float32(p)) * x,
    ):
        # 1 - p in float32 is off by 2^-25 at most, which weighs most where p is near 1.
        assert close(expected + 1.5 * (scaled - expected), expected).all()


@pytest.mark.parametrize("factor", [1 + 1e-3, 1 - 1e-3, 784 / 783])
def test_a_scale_that_is_off_by_a_thousandth_is_seen(factor: float):
    expected = np.random.default_rng(3).standard_normal((20, 50))

    assert not close(expected * factor, expected).all()


@pytest.mark.parametrize("shift", [1e-3, -1e-3])
def test_a_small_bias_that_is_missing_is_seen(shift: float):
    expected = np.random.default_rng(4).standard_normal((20, 50))

    assert not close(expected + shift, expected).any()
