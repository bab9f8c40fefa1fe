"""What the checks of errors, None, lists, builtin values and side effects say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import (
    Unmet,
    advised,
    assert_list,
    assert_none,
    assert_unchanged,
    assert_value,
    parameters_of,
    raises,
)
from tinytorch.testing.plain_layers import Affine


class AlwaysEqual:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "AlwaysEqual()"


def test_the_error_that_is_asked_for_passes():
    with raises(ValueError, call="Dropout(2)"):
        raise ValueError("p")


def test_an_error_of_a_subclass_passes():
    with raises(ValueError, call="Dropout(2)"):
        raise UnicodeError("p")


def test_no_error_at_all_is_told():
    sentence = r"^Dropout\(2\) should raise ValueError, but no error was raised\.$"
    with pytest.raises(Unmet, match=sentence), raises(ValueError, call="Dropout(2)"):
        pass


def test_another_error_goes_on_with_a_note():
    with pytest.raises(TypeError) as caught, raises(ValueError, call="Dropout(2)"):
        raise TypeError("p")

    assert str(caught.value) == "p"
    assert caught.value.__notes__ == ["Dropout(2) should raise ValueError instead."]


def test_an_open_todo_never_counts_as_the_error_that_is_asked_for():
    todo = NotImplementedError("TODO 1.1: Layer.forward in exercises/01_layer/layer.py")

    with pytest.raises(NotImplementedError) as caught, raises(NotImplementedError, call="f()"):
        raise todo

    assert caught.value is todo
    assert not hasattr(caught.value, "__notes__")


def test_not_implemented_in_words_of_ones_own_passes():
    with raises(NotImplementedError, call="Layer().forward(x)"):
        raise NotImplementedError("a subclass needs a forward; see TODO list")


def test_none_is_none():
    assert_none(None, what="layer.bias")
    with pytest.raises(Unmet, match=r"^layer.bias is a Tensor of shape \(2,\), but should be None"):
        assert_none(Tensor([0, 0]), what="layer.bias")


@pytest.mark.parametrize(
    "value", [None, True, 3, 2.5, "text", [1, (2, "a")], (), [Tensor([1, 2]), None]], ids=repr
)
def test_equal_builtin_values_pass(value: Any):
    assert_value(value, value, told="{} {}")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (1, True),
        (1.0, 1),
        ([1], (1,)),
        ([1, 2], [1]),
        (Tensor([1, 2]), Tensor([1, 3])),
        ([1.0, 2.0], Tensor([1, 2])),
        (AlwaysEqual(), 3),
        ([AlwaysEqual()], [3]),
        (None, 0),
    ],
    ids=repr,
)
def test_other_values_and_other_types_fail(actual: Any, expected: Any):
    with pytest.raises(Unmet, match=r"^it is .+, but should be"):
        assert_value(actual, expected, told="it is {}, but should be {}")


def test_the_mistake_behind_a_value_is_named():
    told = "the flag is {}, but should be {}."
    with pytest.raises(Unmet) as caught:
        assert_value([True], [False], told=told, mistakes={"it is turned round": [True]})

    assert caught.value.message == (
        "the flag is [True], but should be [False].\nThis is what you get when it is turned round."
    )
    assert caught.value.mistake == "it-is-turned-round"


def test_a_long_list_tells_its_length():
    with pytest.raises(Unmet, match=r"^\[0, 0, 0, 0, 0, 0, \.\.\. \(9 in all\)\], not \[0\]$"):
        assert_value([0] * 9, [0], told="{}, not {}")


def test_an_error_takes_advice_along():
    with pytest.raises(TypeError) as caught, advised("forward returned None here."):
        raise TypeError("p")

    assert caught.value.advice == "forward returned None here."


def test_a_list_of_the_very_tensors_passes():
    a, b = Affine(1, 2), Affine(3, 4)

    assert_list([a.scale, a.shift, b.scale, b.shift], parameters_of(a=a, b=b), call="f()")
    assert_list([], {}, call="f()")


@pytest.mark.parametrize(
    ("change", "words", "mistake"),
    [
        (lambda w, b: None, "returned None,", "a-return-is-missing"),
        (lambda w, b: (w, b), "returned a tuple,", "parentheses-or-a-comma-make-a-tuple"),
        (lambda w, b: (t for t in (w, b)), "a generator,", "yield-or-a-loop"),
        (lambda w, b: 2, "returned the int 2,", "the-parameters-are-counted"),
        (lambda w, b: {"w": w}, "returned a dict,", "braces-make-a-dict"),
        (lambda w, b: [b, w], "[bias, weight]", "the-order-is-another-one"),
        (lambda w, b: w, "a Tensor of shape (1, 2),", "a-tensor-is-returned-without-brackets"),
        (lambda w, b: [w], "returned [weight],", "some-tensors-are-missing"),
        (lambda w, b: [], "returned [],", "the-list-is-empty"),
        (lambda w, b: [w, b, w], "[weight, bias, weight]", "tensors-are-listed-more-than-once"),
        (lambda w, b: [Tensor(w), b], "[a copy of weight, bias]", "the-parameters-are-copied"),
        (lambda w, b: [w.data, b.data], "[weight.data, bias.data]", "the-arrays-are-returned"),
        (lambda w, b: [w, None], "[weight, None]", "none-is-listed-for-a-parameter"),
        (lambda w, b: [[w], [b]], "[a list, a list]", "the-lists-are-put-into-a-list"),
        (lambda w, b: [w, Tensor(5)], "[weight, a Tensor of shape ()]", None),
        (lambda w, b: [AlwaysEqual(), b], "[an AlwaysEqual, bias]", None),
    ],
)
def test_what_else_a_list_holds_is_told(change: Any, words: str, mistake: str | None):
    weight, bias = Tensor([[1, 2]]), Tensor([0, 0])

    with pytest.raises(Unmet) as caught:
        assert_list(change(weight, bias), {"weight": weight, "bias": bias}, call="parameters()")

    text = caught.value.message.replace("\n", " ")
    assert words in text
    assert "but should return the list [weight, bias]." in text
    assert (caught.value.mistake or "").startswith(mistake or "")
    assert bool(caught.value.mistake) == bool(mistake)


def test_a_tensor_that_a_mistake_explains_is_named():
    old, weight = Tensor([1, 2]), Tensor([3, 4])
    mistakes = {"the answer is remembered": {"the old weight": old}}

    with pytest.raises(Unmet, match=r"returned \[the old weight\]") as caught:
        assert_list([old], {"weight": weight}, call="parameters()", mistakes=mistakes)

    assert caught.value.mistake == "the-answer-is-remembered"


def test_a_change_of_the_input_is_told_with_both_states():
    x = Tensor([1, 2])
    before = x.data.copy()
    assert_unchanged(x, before, what="x", call="forward(x)")

    x.data[0] = 5

    with pytest.raises(Unmet) as caught:
        assert_unchanged(x, before, what="x", call="forward(x)")
    assert "    before: [1, 2]\n    after:  [5, 2]\n" in caught.value.message
    assert caught.value.mistake == "x-is-modified-in-place"


def test_a_change_of_shape_is_a_change():
    x = Tensor([1, 2])

    x.data = np.zeros(3)

    with pytest.raises(Unmet, match="changed x"):
        assert_unchanged(x, np.array([1, 2], np.float32), what="x", call="forward(x)")
