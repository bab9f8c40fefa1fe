"""Which p Dropout takes, and what it does in training and in evaluation."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_drops_and_keeps,
    assert_list,
    assert_returns,
    assert_zero_or_scaled,
    raises,
    sample,
)


@pytest.mark.points(2)
def test_p_outside_the_range_is_refused(nn, rng):
    """A p below 0 or above 1 raises ValueError."""
    nn.Dropout(0.5)

    for p in [-0.5, 1.5, -0.01, 1.01, -float(rng.uniform(1, 9)), float(rng.uniform(2, 99))]:
        with raises(ValueError, call=f"Dropout({p:.4g})"):
            nn.Dropout(p)


@pytest.mark.points(1)
def test_both_ends_of_the_range_are_allowed(nn):
    """Both ends of the range, p = 0 and p = 1, are allowed."""
    for p in [0.0, 1.0, 0, 1]:
        layer = nn.Dropout(p)

        x = Tensor([1.0, 2.0])
        call = f"Dropout({p}).forward(x, training=False)"
        assert_returns(layer.forward(x, training=False), [1.0, 2.0], call=call)


@pytest.mark.points(2)
def test_evaluation_changes_nothing(nn, rng):
    """Evaluation, training=False, gives the values of x."""
    x = sample(rng, 3, 4)

    y = nn.Dropout(0.5).forward(Tensor(x), training=False)

    assert_returns(
        y,
        x,
        call="Dropout(0.5).forward(x, training=False)",
        hint="when should forward drop and scale, and when neither?",
        mistakes={
            "evaluation scales x by 1 - p": x * 0.5,
            "evaluation scales x by 1 / (1 - p)": x * 2.0,
            "evaluation drops everything": x * 0.0,
        },
    )


@pytest.mark.points(2)
def test_training_drops_some_elements_and_keeps_others(nn, rng):
    """Training turns some elements into 0 and keeps others."""
    x = sample(rng, 20, 30)

    y = nn.Dropout(0.4).forward(Tensor(x), training=True)

    # n = 600, false alarm below 1e-100.
    assert_drops_and_keeps(y, x, 0.4, call="Dropout(0.4).forward(x, training=True)")


@pytest.mark.points(1)
def test_training_is_the_default(nn, rng):
    """Training is the default: forward(x) drops."""
    x = sample(rng, 20, 30)

    y = nn.Dropout(0.4).forward(Tensor(x))

    # n = 600, false alarm below 1e-100.
    assert_drops_and_keeps(y, x, 0.4, call="Dropout(0.4).forward(x)")


@pytest.mark.points(1)
def test_p_is_one_half_by_default(nn, rng):
    """The default of p is 0.5, which doubles the survivors."""
    x = sample(rng, 20, 30)

    y = nn.Dropout().forward(Tensor(x), training=True)

    call = "Dropout().forward(x, training=True)"
    # n = 600, false alarm below 1e-100.
    assert_drops_and_keeps(y, x, 0.5, call=call)
    assert_zero_or_scaled(y, x, 0.5, call=call)


@pytest.mark.points(1)
def test_dropout_has_no_parameters(nn):
    """Dropout has no parameters: the list is empty."""
    layer = nn.Dropout(0.5)

    parameters = layer.parameters()

    assert_list(parameters, {}, call="Dropout(0.5).parameters()")
