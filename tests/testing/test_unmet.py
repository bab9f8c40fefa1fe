"""Messages on narrow screens."""

import pytest

from tinytorch.testing.unmet import WIDTH, Unmet, fail, unwrapped

SENTENCES = (
    "layer.weight of Linear(3, 5) is a Tensor of shape (5, 3), but the shape should be (3, 5).",
    ["array " * 12, "[1, 2]"],
    "Drawn once, and again for the next one, which a layer of its own would not have done, ever.",
)


def test_a_sentence_that_was_wrapped_is_one_line_again_where_it_does_not_fit() -> None:
    with pytest.raises(Unmet) as raised:
        fail(*SENTENCES, mistake="the axes are swapped")
    place = "exercises/04_sequential/sequential.py, line 29, where __init__ begins:"
    message = f"{place}\n{raised.value.message}"

    assert unwrapped(message, WIDTH) == message
    assert unwrapped(message, WIDTH - 1).split("\n") == [
        place,
        SENTENCES[0],
        f"    {'array ' * 12}"[:WIDTH],
        "    [1, 2]",
        SENTENCES[2],
        "This is what you get when the axes are swapped.",
    ]
