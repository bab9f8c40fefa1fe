"""Which p Dropout takes, and what it does in training and in evaluation."""

import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    assert_drops_and_keeps,
    assert_drops_in_each_call,
    assert_evaluates,
    assert_list,
    assert_new_list,
    assert_share_dropped,
    dropout,
    raises,
    sample,
    train,
)


@pytest.mark.points(2)
def test_p_outside_the_range_is_refused(nn, rng):
    """A p below 0 or above 1 raises ValueError."""
    nn.Dropout(0.5)  # refusing every p would be no answer

    for p in [-0.5, 1.5, -0.01, 1.01, -float(rng.uniform(1, 9)), float(rng.uniform(2, 99))]:
        with raises(ValueError, call=f"Dropout({p:.4g})"):
            nn.Dropout(p)


@pytest.mark.points(1)
def test_both_ends_of_the_range_are_allowed(nn):
    """Both ends of the range, p = 0 and p = 1, are allowed."""
    for p in [0.0, 1.0, 0, 1]:
        nn.Dropout(p)


@pytest.mark.points(2)
def test_evaluation_changes_nothing(nn, rng):
    """Evaluation, training=False, gives the values of x."""
    x = sample(rng, 6, 10)

    y = dropout(nn, 0.5).forward(Tensor(x), training=False)

    # n = 60, so that a mask leaves its marks.
    assert_evaluates(y, x, 0.5, call="Dropout(0.5).forward(x, training=False)")


@pytest.mark.points(1)
def test_no_call_in_training_drops_all_or_none(nn, rng):
    """No call in training drops all elements of x, or none."""
    x = sample(rng, 40, 50)
    layer = nn.Dropout(0.4)

    outputs = [train(layer, x, exact=True) for _ in range(30)]

    # n = 2000, false alarm below 1e-100; 30 calls tell one draw for all of x from none.
    call = "Dropout(0.4).forward(x, training=True)"
    assert_drops_in_each_call(outputs, x, 0.4, call=call)


@pytest.mark.points(1)
def test_training_is_the_default(nn, rng):
    """Training is the default: forward(x) drops."""
    x = sample(rng, 40, 50)

    y = dropout(nn, 0.4).forward(Tensor(x))

    # n = 2000, false alarm below 1e-100.
    assert_drops_and_keeps(y, x, 0.4, call="Dropout(0.4).forward(x)")


@pytest.mark.points(1)
def test_p_is_one_half_by_default(nn, rng):
    """The default of p is 0.5: half of the elements are dropped."""
    x = sample(rng, 200, 300)

    y = train(nn.Dropout(), x)

    # n = 60 000, false alarm below 1e-12.
    assert_share_dropped(y, x, 0.5, call="Dropout().forward(x, training=True)")


@pytest.mark.points(1)
def test_dropout_has_no_parameters(nn):
    """Dropout has no parameters: the list is empty."""
    parameters = nn.Dropout(0.5).parameters()

    assert_list(parameters, {}, call="Dropout(0.5).parameters()")


@pytest.mark.points(1)
def test_each_list_of_parameters_is_a_new_one(nn):
    """Each list of parameters is a new one."""
    assert_new_list(nn.Dropout(0.5), call="Dropout(0.5).parameters()")
