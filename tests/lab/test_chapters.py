"""What the chapters claim, and what the laboratory measures and draws: the same numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.exercises.chapters import CHAPTERS, value
from tinytorch.lab import costs, dropout, initialisation, model, style
from tinytorch.lab.page import Picture

LINEAR, DROPOUT, SEQUENTIAL = (
    next(each for each in CHAPTERS if each.exercise and each.exercise.number == number)
    for number in ("02", "03", "04")
)
STARTS = ("Weights", "σ", "Factor of a layer", "After 20 layers", "Same with ReLU")
COSTS = ("Layer", "Parameters", "Their bytes", "Multiply-adds", "Output bytes")

#: The names of chapter 02 and those of the laboratory.
NAMES = {
    "all zeros": "zeros",
    "too small": "too small",
    "LeCun, as here": "LeCun",
    "He": "He",
    "too large": "too large",
}


def picture(section):
    """Return the first picture of a section, drawn."""
    return next(item for item in section.content if isinstance(item, Picture)).draw()


def test_signals_vanish_and_explode_as_chapter_02_says(solve):
    solve("Layer", "Linear")
    np.random.seed(3)  # the weights as built; one network in twenty would be beyond `rel`

    study = initialisation.measure()

    assert (study.width, study.depth) == (256, 20)
    panels = picture(initialisation.describe(study)).axes
    for name, _, factor, *lasts in LINEAR.table(*STARTS):
        for relu, panel, last in zip((False, True), panels, lasts, strict=True):
            traces = study.of(relu=relu)
            index = [trace.label for trace in traces].index(NAMES[name])
            assert traces[index].factor == pytest.approx(value(factor), rel=0.03), name
            assert traces[index].spreads[-1] == pytest.approx(value(last), rel=0.75, abs=0), name
            drawn = panel.lines[index].get_ydata()[-1]
            assert drawn == traces[index].spreads[-1] or value(last) == 0, name


def test_numbers_are_written_as_the_chapters_write_them():
    for _, _, factor, plain, rectified in LINEAR.table(*STARTS):
        for written in (plain, rectified):
            number = value(written)
            assert value(style.rounded(number)) == pytest.approx(number, rel=0.05), written
            assert ("e" in written) == ("e" in style.rounded(number)), written
        assert "e" not in factor


def test_a_model_costs_what_chapter_04_says(solve):
    solve("Layer", "Linear")
    *rows, total = SEQUENTIAL.table(*COSTS)

    account = costs.measure(model.DEFAULT_WIDTHS, batch=32)

    shown = [
        [cost.name, *(f"{number:,}" for number in numbers)]
        for cost in account.costs
        for numbers in [
            (cost.parameters, cost.parameter_bytes, cost.multiply_adds, cost.output_bytes)
        ]
    ]
    assert [[name.strip("`").replace("()", ""), *numbers] for name, *numbers in rows] == shown
    texts = [text.get_text() for ax in picture(costs.describe(account)).axes for text in ax.texts]
    for _, _, parameter_bytes, _, output_bytes in rows:
        assert {parameter_bytes, output_bytes} <= set(texts)
    assert f"{total[1]} parameters hold {total[2]} bytes" in costs.parameter_memory(account)


def test_the_first_layer_dominates_as_chapter_04_says(solve):
    solve("Layer", "Linear")
    claimed = re.search(r"≈ (\d+) % of the arithmetic .*≈ (\d+) % of the param", SEQUENTIAL.text)

    found = costs.heaviest_layer(costs.measure(model.DEFAULT_WIDTHS, batch=32))

    shares = [float(share) for share in re.findall(r"([\d.]+)%", found)]
    # Both are rounded, the laboratory's to a digit more.
    assert shares == pytest.approx([int(share) for share in claimed.groups()], abs=0.56)


def test_dropout_keeps_the_mean_as_chapter_03_says(solve):
    solve("Layer", "Dropout")
    claimed = re.search(r"^([\d.]+) with the factor, ([\d.]+) without$", DROPOUT.text, re.M)

    study = dropout.measure(passes=1)

    # A million draws: the mean is known to 0.001, and 0.05 is 50 sigma.
    mean = next(mean for mean in study.means if mean.p == 0.5)
    assert (f"{mean.as_built:.1f}", f"{mean.unscaled:.1f}") == claimed.groups()
