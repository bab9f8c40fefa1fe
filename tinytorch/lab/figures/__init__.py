"""Draws the pictures of each measurement, a module each; nothing is measured here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from tinytorch.lab.costs import Account
from tinytorch.lab.dropout import Dropout
from tinytorch.lab.figures import costs, dropout, initialisation, throughput
from tinytorch.lab.initialisation import Initialisation
from tinytorch.lab.sections import Study
from tinytorch.lab.style import slides
from tinytorch.lab.throughput import Throughput

#: The file of a picture, and what draws it.
Drawing = tuple[str, Callable[[], Figure]]


def drawings(study: Study, who: str) -> tuple[Drawing, ...]:
    """Return the pictures of a measurement; `who` names whose layers were measured."""
    match study:
        case Account():
            return (("costs.png", partial(costs.draw, study)),)
        case Throughput():
            return (("throughput.png", partial(throughput.draw, study, who)),)
        case Initialisation():
            return (("initialisation.png", partial(initialisation.draw, study)),)
        case Dropout():
            return (
                ("dropout-mean.png", partial(dropout.draw_means, study)),
                ("dropout-masks.png", partial(dropout.draw_masks, study)),
                ("dropout-passes.png", partial(dropout.draw_passes, study)),
            )


def save(draw: Callable[[], Figure], path: Path) -> str:
    """Draw a picture into a file, whose name is returned."""
    with slides():
        draw().savefig(path)
    return path.name
