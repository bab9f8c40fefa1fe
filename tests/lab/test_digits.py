"""The network that reads digits: its weights, its layers, and the way of a drawing into it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tinytorch.course.site.course_zip import COURSE
from tinytorch.lab import LabError, handwriting
from tinytorch.lab.digits import network

ROOT = Path(__file__).resolve().parents[2]

ALL = ("Layer", "Linear", "Dropout", "Sequential")

# As somebody would draw them, from stroke to stroke: points (x, y), y downwards.
STROKES = {
    0: [[(5, 0), (2, 1), (0, 5), (0, 9), (2, 13), (5, 14), (8, 13), (9, 9), (9, 5), (8, 1),
         (5, 0)]],
    1: [[(0, 4), (4, 0), (4, 14)]],
    2: [[(0, 3), (2, 0), (6, 0), (8, 3), (7, 6), (0, 14), (9, 14)]],
    3: [[(0, 1), (4, 0), (8, 2), (8, 5), (4, 7), (8, 9), (8, 12), (4, 14), (0, 13)]],
    4: [[(5, 0), (0, 9), (9, 9)], [(6, 5), (6, 14)]],
    5: [[(8, 0), (1, 0), (1, 6), (5, 5), (8, 7), (8, 11), (5, 14), (0, 13)]],
    6: [[(7, 0), (3, 2), (0, 7), (0, 11), (3, 14), (7, 13), (8, 10), (6, 7), (3, 7), (0, 10)]],
    7: [[(0, 0), (9, 0), (4, 14)], [(2, 7), (8, 7)]],
    8: [[(5, 7), (1, 4), (2, 1), (5, 0), (8, 1), (8, 4), (5, 7), (1, 10), (2, 13), (5, 14), (8, 13),
         (8, 10), (5, 7)]],
    9: [[(8, 5), (5, 7), (1, 5), (1, 2), (4, 0), (8, 2), (8, 8), (6, 13), (1, 14)]],
}  # fmt: skip


def drawn(strokes, size, pen, left=10, top=20, side=280):
    """Return a square drawing, ink 1 on paper 0; `size` is what 14 units of a stroke measure."""
    ink = np.zeros((side, side))
    dot = np.argwhere(np.hypot(*np.indices((pen + 1, pen + 1)) - pen / 2) <= pen / 2) - pen // 2
    for points in strokes:
        corners = np.array(points) * size / 14 + (left, top)
        steps = np.linspace(0, len(corners) - 1, 2000)
        columns, rows = (np.interp(steps, range(len(corners)), line) for line in corners.T)
        for row, column in dot:
            ink[(rows + row).astype(int), (columns + column).astype(int)] = 1
    return ink


@pytest.fixture
def reader(solve):
    solve(*ALL)
    return network.build()


def accuracy(reader, **options):
    digits, labels = network.held_out()
    return (network.read(reader, digits, **options).argmax(axis=1) == labels).mean()


def test_right_layers_read_as_many_held_out_digits_as_is_stated(reader):
    assert network.ACCURACY >= 0.96
    # A product that rounds otherwise may turn one digit whose two best answers are equal.
    assert accuracy(reader) == pytest.approx(network.ACCURACY, abs=1.5 / 360)


def test_probabilities_are_those_of_ten_digits(reader):
    digits, _ = network.held_out()

    probabilities = network.read(reader, digits[:5])

    assert probabilities.shape == (5, 10)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_dropout_left_on_makes_the_answers_flicker(reader):
    digits, _ = network.held_out()

    first, second = (network.read(reader, digits, training=True) for _ in range(2))

    # 360 x 64 draws: that all masks are equal has a probability far below 1e-1000.
    assert (first != second).any()


@pytest.mark.parametrize(
    ("exercise", "slip"),
    [
        ("Linear", ("y + self.bias", "y - self.bias")),
        ("Linear", ("x.matmul(self.weight)", "x.matmul(Tensor(-self.weight.data))")),
        ("Sequential", ("in self.layers:\n", "in self.layers[:1] + self.layers[2:]:\n")),
    ],
)
def test_wrong_layers_read_fewer(solve, exercise, slip):
    solve(*ALL)
    solve(exercise, change=slip)

    assert accuracy(network.build()) < network.ACCURACY - 0.1


@pytest.mark.parametrize(
    ("exercise", "slip", "found"),
    [
        ("Linear", ("[self.weight, self.bias]", "[self.weight]"), "(64, 64), (64, 10)"),
        ("Linear", ("[self.weight, self.bias]", "[self.bias, self.weight]"), "(64,), (64, 64)"),
        ("Sequential", ("for parameter in layer.parameters()]", "for parameter in ()]"), "none"),
    ],
)
def test_parameters_that_the_weights_do_not_fit_are_named(solve, exercise, slip, found):
    solve(*ALL)
    solve(exercise, change=slip)

    with pytest.raises(LabError, match="the trained weights do not fit") as caught:
        network.build()

    assert found in str(caught.value)


def test_an_output_that_is_no_ten_numbers_is_named(solve):
    solve(*ALL)
    solve("Sequential", change=("for layer in self.layers:\n", "for layer in self.layers[:1]:\n"))

    with pytest.raises(LabError, match=r"returned the shape \(360, 64\) for 360 digits"):
        accuracy(network.build())


@pytest.mark.parametrize(("size", "pen"), [(240, 20), (120, 14), (120, 6), (60, 4)])
def test_drawn_digits_are_read_whatever_their_size_and_pen(reader, size, pen):
    drawings = np.stack([network.scale(drawn(STROKES[digit], size, pen)) for digit in range(10)])

    assert network.read(reader, drawings).argmax(axis=1).tolist() == list(range(10))


def test_held_out_digits_are_read_when_they_come_back_as_drawings(reader):
    digits, labels = network.held_out()
    squares = np.kron(digits.reshape(-1, 8, 8), np.ones((9, 9)))

    scaled = np.stack([network.scale(np.pad(square, ((30, 5), (0, 50)))) for square in squares])

    assert (network.read(reader, scaled).argmax(axis=1) == labels).mean() > 0.93


def test_a_drawing_may_lie_anywhere(reader):
    left, right = (network.scale(drawn(STROKES[5], 100, 10, left=x)) for x in (10, 150))

    assert left == pytest.approx(right, abs=1 / 16)


@pytest.mark.parametrize("drawing", [np.zeros((280, 280)), np.zeros((1, 1)), np.ones((0, 0))])
def test_a_drawing_without_ink_is_empty(drawing):
    assert network.scale(drawing).tolist() == [0] * 64


def test_a_single_dot_is_a_drawing():
    dot = np.zeros((50, 50))
    dot[20, 30] = 1

    assert 0 < network.scale(dot).sum() <= 64


def test_the_network_needs_nothing_that_the_page_in_the_browser_lacks():
    code = """
import sys
from tinytorch.lab.digits import network
network.held_out()
print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("tinytorch")))
print([name for name in ("matplotlib", "subprocess", "multiprocessing") if name in sys.modules])
"""

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True,
                          encoding="utf-8")  # fmt: skip

    files, unwanted = done.stdout.splitlines()
    names = [Path(file).relative_to(ROOT).as_posix() for file in files.split()]
    assert unwanted == "[]"
    assert "tinytorch/lab/digits/network.py" in names
    assert set(names) <= set(COURSE.of(names)), "the page in the browser lacks a module"


def test_the_laboratory_says_how_many_digits_are_read(solve):
    solve(*ALL)

    reading = handwriting.measure(passes=3)

    assert handwriting.how_many(reading) == (
        f"The network reads {reading.share:.1%} of 360 digits that it has never seen"
    )
    # Dropout left on costs little at the p of the training, and nearly everything at 0.95: 360
    # digits, of which 0.98 and 0.23 are read; the bounds are more than 10 sigma away.
    shares = {each.p: each.mean for each in reading.left_on}
    assert shares[0.0] == pytest.approx(reading.share)
    assert shares[network.DROPOUT] > 0.85 > 0.6 > shares[0.95]


def test_wrong_layers_are_told_as_wrong(solve):
    solve(*ALL)
    solve("Linear", change=("y + self.bias", "y - self.bias"))

    reading = handwriting.measure(passes=1)

    assert re.fullmatch(
        r"Wrong: the network reads \d\d\.\d% of 360 digits; with right layers, these weights read"
        r" 98\.6%",
        handwriting.how_many(reading),
    )


def test_the_page_names_the_source_of_the_digits():
    readme = (ROOT / "tinytorch/lab/digits/README.md").read_text(encoding="utf-8")

    for text in (readme, handwriting._ABOUT):
        assert "Optical Recognition of Handwritten Digits" in text
        assert "CC BY 4.0" in text
    assert f"`Dropout({network.DROPOUT})`" in readme
    assert f"reads {network.ACCURACY * 360:.0f} of the 360 digits ({network.ACCURACY:.1%}" in (
        readme.replace(" %", "%")
    )
