"""The two ends of p, other shapes, and what a call must leave alone."""

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_drops_and_keeps,
    assert_evaluates,
    assert_returns,
    assert_share_dropped,
    assert_unchanged,
    dropout,
    sample,
    train,
)
from tinytorch.testing.mistakes.dropout import P_OF_THE_LAST, p_one_mistakes


@pytest.mark.points(1)
def test_p_zero_keeps_everything_in_training(nn, rng):
    """With p = 0, training returns the values of x."""
    x = sample(rng, 3, 4)

    y = train(dropout(nn, 0.0), x, exact=True)

    call = "Dropout(0.0).forward(x, training=True)"
    assert_returns(y, x, call=call, mistakes={"p = 0 drops everything": np.zeros((3, 4))})


@pytest.mark.points(1)
def test_p_one_gives_zeros_in_training(nn, rng):
    """With p = 1, training returns zeros."""
    x = sample(rng, 3, 4)

    y = train(dropout(nn, 1.0), x, exact=True)

    call, mistakes = "Dropout(1.0).forward(x, training=True)", p_one_mistakes(x)
    hint = "what is 1 / (1 - p) here, and what is 0 times that?"
    assert_returns(y, np.zeros((3, 4)), call=call, hint=hint, mistakes=mistakes)


@pytest.mark.points(1)
def test_p_one_changes_nothing_in_evaluation(nn, rng):
    """With p = 1, evaluation still returns the values of x."""
    x = sample(rng, 3, 4)

    y = dropout(nn, 1.0).forward(Tensor(x), training=False)

    call = "Dropout(1.0).forward(x, training=False)"
    mistakes = {"p = 1 gives zeros in evaluation too": np.zeros((3, 4))}
    assert_returns(y, x, call=call, mistakes=mistakes)


@pytest.mark.points(1)
def test_forward_leaves_its_input_alone(nn, rng):
    """Dropout does not change its input."""
    array = sample(rng, 40, 50)

    for p in [1.0, 0.5]:
        layer, x = dropout(nn, p), Tensor(array)
        layer.forward(x, training=True)

        assert_unchanged(x, array, what="x", call=f"Dropout({p}).forward(x, training=True)")
        y = layer.forward(x, training=False)
        assert_returns(y, array, call="layer.forward(x, training=False), after training,")


@pytest.mark.points(1)
def test_any_shape_keeps_its_shape(nn, rng):
    """Vectors, sequences and empty batches keep their shape."""
    layer, call = dropout(nn, 0.5), "Dropout(0.5).forward(x, training=True), with x of shape"

    for shape in [(101,), (40, 41, 42)]:
        x = sample(rng, *shape)
        y = train(layer, x)

        # n = 101 and more, false alarm below 1e-29.
        assert_drops_and_keeps(y, x, 0.5, call=f"{call} {shape},")
    y = train(layer, np.zeros((0, 5)), exact=True)
    assert_returns(y, np.zeros((0, 5)), call=f"{call} (0, 5),")


@pytest.mark.points(1)
def test_training_and_evaluation_can_alternate(nn, rng):
    """Evaluation does not end training, nor the reverse."""
    x = sample(rng, 40, 50)
    layer = dropout(nn, 0.5)

    for _ in range(2):
        evaluated = layer.forward(Tensor(x), training=False)
        trained = train(layer, x)

        assert_evaluates(evaluated, x, 0.5, call="layer.forward(x, training=False)")
        # n = 2000, false alarm below 1e-100.
        call = "layer.forward(x, training=True), after evaluation,"
        assert_drops_and_keeps(trained, x, 0.5, call=call)


@pytest.mark.points(1)
def test_two_dropouts_keep_their_own_p(nn, rng):
    """Two Dropouts each keep their own p."""
    x = sample(rng, 200, 300)
    first, _ = nn.Dropout(0.25), nn.Dropout(0.6)

    y = train(first, x)

    call = "Dropout(0.25).forward(x, training=True), after Dropout(0.6),"
    mistakes = {P_OF_THE_LAST: 0.6}
    # n = 60 000, false alarm below 1e-12.
    assert_share_dropped(y, x, 0.25, call=call, mistakes=mistakes)
