"""What a layer gives, taken so that one mistake fails the tests about it and no others."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing.build import multiply, run, train

X = np.array([1.5, -2.0], dtype=np.float32)


def layer(forward: Callable[..., Any]) -> Any:
    return SimpleNamespace(forward=forward)


@pytest.mark.parametrize("result", [2 * X, (2 * X).astype(np.float64), Tensor(2 * X)])
def test_a_result_in_another_form_is_taken_as_a_tensor(result: Any):
    y = run(layer(lambda x: result), X)

    assert isinstance(y, Tensor)
    assert (y.data.dtype, y.data.tolist()) == (np.float32, [3.0, -4.0])


@pytest.mark.parametrize("result", [None, [1.0, 2.0], np.array(["a"]), 3.0])
def test_another_result_stays_as_it_is(result: Any):
    assert run(layer(lambda x: result), X) is result


def test_training_bears_a_flag_that_is_missing_or_means_the_opposite():
    def without(x: Tensor) -> Any:
        return 2 * x.data

    def opposite(x: Tensor, training: bool = True) -> Any:
        return x if training else 2 * x.data

    for forward in (without, opposite):
        assert train(layer(forward), X).data.tolist() == [3.0, -4.0]
    assert isinstance(train(layer(without), X, exact=True), np.ndarray)
    assert train(layer(opposite), X, exact=True).data.tolist() == X.tolist()


def test_an_error_of_training_is_handed_on():
    def wrong(x: Tensor, training: bool) -> Any:
        raise TypeError("can only concatenate")

    with pytest.raises(TypeError, match="concatenate"):
        train(layer(wrong), X)


@pytest.mark.parametrize("kind", [list, tuple])
def test_what_is_not_listed_is_not_trained(kind: Callable[[list[Tensor]], object]):
    matrix, vector = np.ones((2, 3), np.float32), np.ones(3, np.float32)
    tensor = Tensor(vector)

    then = multiply(kind([tensor, tensor]), 2.0, matrix, vector)

    assert tensor.data.tolist() == [2.0, 2.0, 2.0]
    assert [each.tolist() for each in then] == [matrix.tolist(), [2.0, 2.0, 2.0]]
