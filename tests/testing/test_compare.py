"""What `assert_returns` and `assert_tensor` say, and what they let pass."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.testing import Unmet, assert_handed_back, assert_returns, assert_tensor


def failure(actual: object, expected: Any, **more: Any) -> Unmet:
    with pytest.raises(Unmet) as caught:
        assert_returns(actual, expected, call="layer.forward(x)", **more)
    return caught.value


def test_equal_numbers_pass():
    assert_returns(Tensor([[1, 2]]), [[1, 2]], call="layer.forward(x)")


def test_what_float32_and_the_order_of_a_sum_change_passes():
    terms = np.random.default_rng(0).standard_normal(10_000)

    forwards = terms.astype(np.float32).cumsum(dtype=np.float32)[-1]

    assert_returns(Tensor([forwards, 50.0]), [terms.sum(), 50.0], call="layer.forward(x)")


def test_a_difference_of_one_in_a_thousand_fails():
    failure(Tensor([1.001]), [1.0])


def test_call_got_and_expected_are_shown_aligned():
    unmet = failure(Tensor([[1, 2], [3, 4]]), [[11, 22], [13, -24.5]])

    assert unmet.message == textwrap.dedent("""\
        layer.forward(x) returned
            [[    1,     2],
             [    3,     4]]
        but should return
            [[   11,    22],
             [   13, -24.5]]""")
    assert unmet.hint is None
    assert unmet.mistake is None


def test_a_mistake_that_explains_the_numbers_is_named():
    mistakes = {"the bias is added twice": [21, 42], "the bias is missing": [1, 2]}

    unmet = failure(Tensor([1, 2]), [11, 22], mistakes=mistakes)

    assert unmet.message.endswith("\nThis is what you get when the bias is missing.")
    assert unmet.mistake == "the-bias-is-missing"


def test_a_question_is_about_the_shape_and_beside_no_named_mistake():
    def hint(actual: object, shape: tuple[int, ...]) -> str | None:
        with pytest.raises(Unmet) as caught:
            assert_tensor(actual, what="layer.weight", shape=shape, hint="which comes first?")
        return caught.value.hint

    assert hint(Tensor([[1, 2]]), (3, 5)) == "which comes first?"
    assert hint(Tensor([[1, 2]]), (2, 1)) is None  # the axes are swapped
    assert hint([1, 2], (3, 5)) is None


def test_a_batch_of_one_is_told_from_other_axes():
    assert failure(Tensor([[1, 2]]), [1, 2]).cause == "one sample becomes a batch of one"
    assert failure(Tensor([[1], [2]]), [1, 2]).cause == "an axis is added"


@pytest.mark.parametrize(
    ("actual", "cause"),
    [
        (np.array([1.0, 2.0]), "the result of forward is converted"),
        ([Tensor([1, 2])], "the result of forward is converted"),
        (None, "the method returns nothing, or what is still None"),
        (3, "a number is not wrapped in a Tensor"),
    ],
    ids=["an array", "a list", "nothing", "a number"],
)
def test_what_a_call_made_of_the_result_of_forward_is_told(actual: Any, cause: str):
    with pytest.raises(Unmet) as caught:
        assert_handed_back(actual, [1, 2], call="layer(x)")

    assert caught.value.cause == cause


def test_a_mistake_may_be_made_of_nan():
    unmet = failure(Tensor([np.nan]), [0], mistakes={"0 is divided by 0": [np.nan]})

    assert unmet.mistake == "0-is-divided-by-0"


def test_small_inputs_are_shown_and_large_ones_are_not():
    unmet = failure(Tensor([1]), [2], given={"x": [[1, 2]], "weight": np.ones((30, 30))})

    assert unmet.message.endswith("with\n    x = [[1, 2]]")


def test_the_hint_is_apart_from_the_message_and_part_of_the_text():
    unmet = failure(Tensor([1]), [2], hint="which way round?")

    assert unmet.hint == "which way round?"
    assert "which way round?" not in unmet.message
    assert str(unmet) == f"{unmet.message}\nHint: which way round?"


def test_large_arrays_are_cut_to_the_first_entries_that_differ():
    expected = np.arange(200.0).reshape(10, 20)
    actual = expected.copy()
    actual[2, 3:8] = -1

    unmet = failure(Tensor(actual), expected)

    assert unmet.message == textwrap.dedent("""\
        layer.forward(x) returned a Tensor of shape (10, 20), in which 5 of 200
        values differ:
            at [2, 3]: -1 but should be 43
            at [2, 4]: -1 but should be 44
            at [2, 5]: -1 but should be 45""")


@pytest.mark.parametrize(
    ("actual", "sentence"),
    [
        (None, "layer.forward(x) returned None, but should return a Tensor."),
        (np.ones(2, np.float32), "layer.forward(x) returned an ndarray instead of a Tensor."),
        ([1.0, 1.0], "layer.forward(x) returned a list instead of a Tensor."),
        (1.0, "layer.forward(x) returned a float instead of a Tensor."),
        (Tensor, "layer.forward(x) returned a type instead of a Tensor."),
    ],
    ids=lambda value: None if isinstance(value, str) else type(value).__name__,
)
def test_another_type_is_named(actual: object, sentence: str):
    assert failure(actual, [1, 1]).message.startswith(sentence)


def test_another_dtype_is_named():
    tensor = Tensor([1, 1])
    tensor._data = np.ones(2)

    unmet = failure(tensor, [1, 1])

    sentence = "layer.forward(x) returned a Tensor of float64 instead of float32."
    assert unmet.message.startswith(sentence)
    assert unmet.mistake == "the-numbers-are-kept-as-float64"


@pytest.mark.parametrize(
    ("shape", "mistake"),
    [((3, 2), "the-axes-are-swapped"), ((6,), "an-axis-is-lost"), ((1, 2, 3), "an-axis-is-added")],
)
def test_another_shape_is_named(shape: tuple[int, ...], mistake: str):
    unmet = failure(Tensor(np.ones(shape)), np.ones((2, 3)))

    sentence = f"returned a Tensor of shape {shape}, but the shape should be (2, 3)."
    assert sentence in unmet.message.replace("\n", " ")
    assert unmet.mistake == mistake


def test_an_empty_result_is_compared_by_its_shape():
    assert_returns(Tensor(np.zeros((0, 3))), np.zeros((0, 3)), call="layer.forward(x)")
    failure(Tensor(np.zeros((0, 2))), np.zeros((0, 3)))


def test_what_an_object_says_of_itself_is_not_believed():
    class Agreeable:
        shape, dtype, data = (2,), np.dtype(np.float32), np.ones(2, np.float32)

        def __eq__(self, other: object) -> bool:
            return True

        def __array__(self, *_: Any, **__: Any) -> Any:
            return self.data

        __hash__ = None  # type: ignore[assignment]

    class Lying(np.ndarray):
        def __eq__(self, other: object) -> Any:
            return True

        def __sub__(self, other: object) -> Any:
            return np.zeros(self.shape)

        def __array_ufunc__(self, *_: Any, **__: Any) -> Any:
            return np.zeros(self.shape)

    tensor = Tensor([0, 0])
    tensor._data = np.zeros(2, np.float32).view(Lying)

    assert "an Agreeable instead of a Tensor" in failure(Agreeable(), [1, 1]).message
    assert "[0, 0]" in failure(tensor, [1, 1]).message


@pytest.mark.parametrize("size", [1, 3, 5, 24, 25, 100])
@pytest.mark.parametrize("scale", [1, 1e-30, 1e30, np.nan, np.inf])
def test_no_message_and_hint_are_longer_than_11_lines_of_72_columns(size: int, scale: float):
    x = np.full((size, size), scale) * np.pi
    mistakes = {"a mistake is made whose name is so long that it needs another line": x}
    given = {"x": x, "weight": x, "bias": x, "p": 0.123456789}

    hint = "what becomes of a question that is so long that it needs two lines of its own?"
    named = failure(Tensor(x), np.ones((size, size)), given=given, mistakes=mistakes, hint=hint)
    asked = failure(Tensor(x), np.ones((size, size)), given=given, hint=hint)

    lines = named.message.splitlines()
    assert len(lines) <= 11
    assert len(asked.message.splitlines()) + 2 <= 11
    assert max(map(len, lines + asked.message.splitlines())) <= 72
    assert "This is what you get when a mistake" in named.message
    assert (named.hint, asked.hint) == (None, hint)


def test_an_attribute_is_named_as_such():
    with pytest.raises(Unmet) as caught:
        assert_tensor(Tensor(np.ones((5, 3))), what="layer.weight", shape=(3, 5))

    sentence = "layer.weight is a Tensor of shape (5, 3), but the shape should be (3, 5)."
    assert caught.value.message.replace("\n", " ").startswith(sentence)


def test_an_attribute_is_compared_by_its_values():
    assert_tensor(Tensor([0, 0]), what="layer.bias", values=[0, 0])

    with pytest.raises(Unmet, match=r"^layer.bias is\n    \[1, 0\]\nbut should be\n    \[0, 0\]$"):
        assert_tensor(Tensor([1, 0]), what="layer.bias", values=[0, 0])
