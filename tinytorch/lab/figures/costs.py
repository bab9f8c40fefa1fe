"""The picture of what each layer of a model costs."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tinytorch.lab import findings, model
from tinytorch.lab.costs import Account
from tinytorch.lab.style import BLACK, SKY, short, slide, write


def draw(account: Account) -> Figure:
    """Draw bytes and arithmetic of each layer as bars, and what was measured beside them."""
    name = f"{model.name_of(account.widths)}, batch {account.batch}"
    figure, axes = slide(
        f"{name}: {findings.heaviest_layer(account)}",
        3,
        height=2.7 + 0.5 * len(account.costs),
        sharey=True,
    )
    costs, held = account.costs, account.held
    _bars(axes[0], [c.parameter_bytes for c in costs], [h.parameter_bytes for h in held])
    _bars(axes[1], [c.activation_bytes for c in costs], [h.activation_bytes for h in held])
    _bars(axes[2], [c.flops for c in costs])
    for ax, title, unit in zip(
        axes,
        ("Parameters", "Activations", "Arithmetic"),
        ("bytes", "bytes", "FLOP"),
        strict=True,
    ):
        ax.set(title=title, xlabel=unit)
    axes[0].set_yticks(range(len(costs)), [cost.name for cost in costs])
    axes[0].invert_yaxis()
    figure.supxlabel("bars: predicted from the shapes; diamonds: measured in memory", fontsize=14)
    return figure


def _bars(ax: Axes, predicted: Sequence[int], measured: Sequence[int] = ()) -> None:
    """Draw a bar for each layer, its number beside it, and a diamond where it was measured."""
    rows = range(len(predicted))
    ax.barh(rows, predicted, color=SKY, height=0.6)
    if measured:
        ax.plot(measured, rows, "D", color=BLACK, clip_on=False)
    for row, number in enumerate(predicted):
        write(ax, short(number), (max([number, *measured[row : row + 1]]), row))
    ax.set_xlim(0, 1.5 * max([*predicted, *measured]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.grid(visible=False, axis="y")
