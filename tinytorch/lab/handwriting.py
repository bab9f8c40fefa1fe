"""The study of how well the student's layers read digits, with weights trained for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from tinytorch.lab.digits import network
from tinytorch.lab.page import Picture, Section, Table
from tinytorch.lab.style import BAND, BLUE, FIRST, INK, PAPER, VERMILLION, matrix, slide

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Reading digits"

Array = npt.NDArray[np.float32]
Labels = npt.NDArray[np.integer]

PROBABILITIES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_ABOUT = (
    "The network is `Sequential(Linear(64, 64), ReLU(), Dropout(0.3), Linear(64, 10))`, built of"
    " these layers, with trained weights set through `parameters()`. The digits come from UCI's"
    " Optical Recognition of Handwritten Digits (E. Alpaydin and C. Kaynak, CC BY 4.0); the weights"
    " were trained with others by the same writers."
)

#: The most digits of a kind that are shown.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LeftOn:
    """The shares of the digits that were read in several passes with dropout left on."""

    p: float
    shares: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.shares) / len(self.shares)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What the network took the held-out digits for."""

    digits: Array  #: (n, 64)
    labels: Labels  #: (n,)
    answers: Labels  #: (n,)
    columns: Array  #: (64, hidden): the weight of the first layer
    left_on: tuple[LeftOn, ...]

    @property
    def share(self) -> float:
        """How many of the digits were read right."""
        return float((self.answers == self.labels).mean())


def measure(*, passes: int = 20) -> Reading:
    """Let the student's layers read the held-out digits, also with dropout left on."""
    digits, labels = network.held_out()
    reader = network.build()
    answers = network.read(reader, digits).argmax(axis=1)
    left_on = []
    for p in tqdm(PROBABILITIES, "digits", leave=False, disable=None):
        dropping = network.build(p)
        shares = (
            float((network.read(dropping, digits, training=True).argmax(axis=1) == labels).mean())
            for _ in range(passes)
        )
        left_on.append(LeftOn(p, tuple(shares)))
    return Reading(digits, labels, answers, reader.parameters()[0].data, tuple(left_on))


def how_many(reading: Reading) -> str:
    """Say how many digits the network reads, and whether right layers read as many."""
    count = len(reading.labels)
    # A product that rounds otherwise may turn one digit whose two best answers are equal.
    if abs(reading.share - network.ACCURACY) > 1.5 / count:
        return (
            f"Wrong: the network reads {reading.share:.1%} of {count} digits; with right layers,"
            f" these weights read {network.ACCURACY:.1%}"
        )
    return f"The network reads {reading.share:.1%} of {count} digits that it has never seen"


def cost_of_dropout(reading: Reading) -> str:
    """Say how many digits are read when dropout is left on."""
    trained = next(each for each in reading.left_on if each.p == network.DROPOUT)
    last = reading.left_on[-1]
    return (
        f"With dropout left on, it reads {trained.mean:.1%} at p = {trained.p:g} and"
        f" {last.mean:.1%} at p = {last.p:g}"
    )


def describe(reading: Reading) -> Section:
    """Return the section about reading digits."""
    answers = "Digits that the network reads right, and digits that it does not"
    columns = "The columns of the first layer's weight, as pictures of 8 x 8"
    dropout = "The share of digits read, against the p of a dropout that was left on"
    rows = (
        (
            f"{each.p:g}",
            *(f"{share:.1%}" for share in (each.mean, min(each.shares), max(each.shares))),
        )
        for each in reading.left_on
    )
    return Section(
        TITLE,
        (
            f"{how_many(reading)}.",
            Picture("digits", answers, partial(_draw_answers, reading)),
            _ABOUT,
            Picture("digits-columns", columns, partial(_draw_columns, reading)),
            "Each unit of the first layer multiplies the picture by one column of the weight.",
            f"{cost_of_dropout(reading)}.",
            Picture("digits-dropout", dropout, partial(_draw_left_on, reading)),
            Table(("p, dropout left on", "read", "fewest", "most"), tuple(rows)),
            f"Mean, fewest and most of {len(reading.left_on[0].shares)} passes over all digits.",
        ),
    )


def _draw_answers(reading: Reading) -> Figure:
    """Draw a row of digits that were read right, and rows of some that were not."""
    right = reading.answers == reading.labels
    rights = [np.flatnonzero(right & (reading.labels == digit))[:1] for digit in range(10)]
    shown = (np.concatenate(rights), np.flatnonzero(~right)[:_SHOWN])
    figure, axes = slide(how_many(reading), _SHOWN, rows=2, height=3.6)
    for row, chosen in enumerate(shown):
        for column, ax in enumerate(axes[row * _SHOWN : (row + 1) * _SHOWN]):
            if column >= len(chosen):
                ax.set_axis_off()
                continue
            index = chosen[column]
            answer, label = reading.answers[index], reading.labels[index]
            title = f"{answer}" if row == 0 else f"{answer}, is {label}"
            picture = reading.digits[index].reshape(network.SIDE, -1)
            matrix(ax, picture, PAPER, INK, title=title, vmin=0, vmax=1)
    figure.supxlabel("above: some that it reads; below: read as one digit, is another")
    return figure


def _draw_columns(reading: Reading) -> Figure:
    """Draw each column of the first layer's weight as a picture of 8 x 8."""
    columns = reading.columns.T
    figure, axes = slide("What each unit of the first layer looks for", 16, rows=4, height=3.6)
    # The few largest weights would make all others pale.
    limit = float(np.quantile(np.abs(columns), 0.98))
    for ax, column in zip(axes, columns, strict=True):
        picture = column.reshape(network.SIDE, -1)
        matrix(ax, picture, VERMILLION, PAPER, BLUE, vmin=-limit, vmax=limit)
    figure.supxlabel("blue: ink speaks for the unit; red: against it")
    return figure


def _draw_left_on(reading: Reading) -> Figure:
    """Draw how many digits are read against p, with dropout on and off."""
    figure, (ax,) = slide(cost_of_dropout(reading))
    p = [each.p for each in reading.left_on]
    ax.axhline(reading.share, color=VERMILLION, linestyle="--", label="evaluation")
    ax.plot(p, [each.mean for each in reading.left_on], label="dropout left on", **FIRST)
    lowest, highest = ([edge(each.shares) for each in reading.left_on] for edge in (min, max))
    ax.fill_between(p, lowest, highest, color=BLUE, **BAND)
    ax.legend(loc="lower left")
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="p, the probability that a hidden unit is dropped")
    ax.set_ylabel("digits read")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    figure.supxlabel("line: mean of the passes; shaded: from the worst to the best")
    return figure
