"""How the pictures look: made to be read from the back of a lecture hall.

The tables do without matplotlib; so nothing here loads it before a picture is drawn.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tinytorch.lab.page import Picture

# Okabe and Ito's colours, which remain apart for the colour-blind.
BLACK, ORANGE, SKY = "#000000", "#E69F00", "#56B4E9"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#767676"

#: Inches and dots per inch: 1600 pixels across.
WIDTH, DPI = 10.0, 160

_SETTINGS: Any = {
    "font.size": 15,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.constrained_layout.h_pad": 0.06,
    "axes.titlesize": 15,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "axes.axisbelow": True,
    "lines.linewidth": 2.5,
    "lines.markersize": 7,
    "xtick.labelsize": 14,
    "ytick.labelsize": 14,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be told from others by its colour, its dashes and its marker."""

    colour: str
    dashes: str
    marker: str

    def options(self) -> dict[str, Any]:
        """Return how to draw the line."""
        return {"color": self.colour, "linestyle": self.dashes, "marker": self.marker}

    def band(self) -> dict[str, Any]:
        """Return how to draw a range beside the line."""
        return {"color": self.colour, "alpha": 0.2, "linewidth": 0}


#: What is measured, and what it is compared with.
FIRST, SECOND = Line(BLUE, "-", "o"), Line(VERMILLION, "--", "s")


def save(picture: Picture, folder: Path) -> str:
    """Draw a picture into its file, and return its name; the user's settings do not count."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        picture.draw().savefig(folder / picture.file)
    return picture.file


def slide(
    title: str, columns: int = 1, *, rows: int = 1, height: float = 5.6, **options: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a title over its axes, and the axes row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    figure.suptitle(textwrap.fill(title, 66), x=0.01, ha="left", fontsize=17, fontweight="bold")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def write(
    ax: Axes, text: str, at: tuple[float, float], move: tuple[float, float] = (8, 0), **options: Any
) -> None:
    """Write text beside a point of the data, `move` points away from it."""
    options = {"va": "center", "fontsize": 14, **options}
    ax.annotate(text, at, move, textcoords="offset points", annotation_clip=False, **options)


def short(number: float) -> str:
    """Return a number that is not negative in three digits, with a prefix: 804 k, 12.9 M."""
    power = min(max(int(math.log10(number)) // 3, 0), 4) if number else 0
    return f"{number / 1000**power:.3g} {('', 'k', 'M', 'G', 'T')[power]}".rstrip()


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move positions apart, so that labels of height `gap` do not overlap; keep their order."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    moved = list(positions)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    return moved
