"""How the pictures look: made to be read from the back of a lecture hall, on white or on black.

The tables do without matplotlib; so nothing here loads it before a picture is drawn.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch.grading.model import GradingError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from tinytorch.lab.page import Picture

# matplotlib's names for the colours of a palette, in its order.
BLUE, VERMILLION, ORANGE, SKY, PURPLE, GREY, INK, FAINT, PAPER = (f"C{i}" for i in range(9))

#: Inches and dots per inch: 1600 pixels across.
WIDTH, DPI = 10.0, 160

#: Style sheets of matplotlib: for all pictures, and with the colours of light pages and dark ones.
_SHEETS = Path(__file__).parent / "sheets"
_SLIDES, _LIGHT, _DARK = (str(_SHEETS / f"{name}.mplstyle") for name in ("slides", "light", "dark"))


def _line(colour: str, dashes: str, marker: str) -> dict[str, Any]:
    """Return how to draw a line that differs from others in its colour, dashes and marker."""
    return {"color": colour, "linestyle": dashes, "marker": marker}


#: What is measured, and what it is compared with; then more, where these two are not enough.
LINES = (
    _line(BLUE, "-", "o"),
    _line(VERMILLION, "--", "s"),
    _line(ORANGE, "-", "D"),
    _line(GREY, ":", "x"),
    _line(PURPLE, "-.", "^"),
    _line(SKY, "--", "v"),
)
FIRST, SECOND, *_ = LINES

#: How to draw a range beside a line.
BAND: dict[str, Any] = {"alpha": 0.2, "linewidth": 0}


def save(picture: Picture, folder: Path, *, dark: bool = True) -> list[str]:
    """Draw a picture for light pages, and for dark ones where these are asked for; return files.

    Raises
    ------
    GradingError
        The folder cannot be written.
    """
    from matplotlib import style

    files = picture.files if dark else picture.files[:1]
    for file, colours in zip(files, (_LIGHT, _DARK), strict=False):
        # The user's own settings do not count.
        with style.context([_SLIDES, colours], after_reset=True):
            figure = picture.draw()
            try:
                figure.savefig(folder / file, dpi=DPI)
            except OSError as error:
                raise unwritable(folder, error) from None
    return list(files)


def unwritable(folder: Path, error: OSError) -> GradingError:
    """Return the error that says that a folder cannot be written."""
    reason = error.strerror or str(error)
    return GradingError(f"{folder} cannot be written ({reason}): name another --out.")


def slide(
    title: str, columns: int = 1, *, rows: int = 1, height: float = 5.6, **options: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a title over its axes, and the axes row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    title = title.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
    figure.suptitle(textwrap.fill(title, 66), x=0.01, ha="left")
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def matrix(ax: Axes, numbers: Any, *colours: str, title: str = "", **options: Any) -> None:
    """Draw a matrix as a picture, without axes, in a range of colours."""
    from matplotlib.colors import LinearSegmentedColormap

    ax.imshow(numbers, cmap=LinearSegmentedColormap.from_list("", colours), **options)
    ax.set_title(title)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def write(
    ax: Axes, text: str, at: tuple[float, float], move: tuple[float, float] = (8, 0), **options: Any
) -> None:
    """Write text beside a point of the data, `move` points away from it."""
    options = {"va": "center", "fontsize": 14, **options}
    ax.annotate(text, at, move, textcoords="offset points", annotation_clip=False, **options)


def rounded(number: float) -> str:
    """Return a number with two significant digits, as the chapters write it: 0.12, 4.7, 1,500."""
    if number and not 1e-4 <= abs(number) < 1e6:
        return f"{number:.1e}"
    return f"{float(f'{number:.2g}'):,g}"


def apart(positions: Sequence[float], gap: float) -> list[float]:
    """Move positions apart, so that labels of height `gap` do not overlap; keep their order."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    moved = list(positions)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    return moved
