"""Puts each measurement into a section: its finding, its pictures, its tables, how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from tinytorch.lab import findings, model
from tinytorch.lab.costs import Account
from tinytorch.lab.dropout import Dropout
from tinytorch.lab.initialisation import Initialisation
from tinytorch.lab.page import Content, Picture, Section
from tinytorch.lab.tables import Table
from tinytorch.lab.throughput import Throughput

Study = Account | Throughput | Initialisation | Dropout

COSTS = "Parameters, memory and arithmetic"
THROUGHPUT = "Throughput and latency"
INITIALISATION = "Initialisation"
DROPOUT = "Dropout"


def describe(study: Study) -> Section:
    """Return the section about a measurement."""
    match study:
        case Account(widths, batch):
            title = f"{COSTS}: {model.name_of(widths)}, batch {batch}"
            return Section(title, tuple(_account(study)))
        case Throughput(widths):
            return Section(f"{THROUGHPUT}: {model.name_of(widths)}", tuple(_throughput(study)))
        case Initialisation(width, depth, batch):
            title = f"{INITIALISATION}: {depth} layers of width {width}, batch {batch}"
            return Section(title, tuple(_initialisation(study)))
        case Dropout():
            return Section(DROPOUT, tuple(_dropout(study)))


def _account(account: Account) -> Iterator[Content]:
    yield f"{findings.heaviest_layer(account)}. {findings.parameter_memory(account)}."
    yield Picture("costs.png", "Bytes of parameters and activations, and FLOPs, of each layer")
    yield _memory(account)
    kept = sum(held.activation_bytes for held in account.held)
    yield (
        "Predicted are 4 bytes for each float32. Held are the arrays of `parameters()`, and what"
        " `forward` was seen to leave in memory, Python's own objects included; the peak is the"
        " most it needed meanwhile, NumPy's buffers included."
        f" The input holds another {account.input_bytes:,} bytes. Keeping every output, as"
        f" training does, takes {kept:,} bytes; a pass that keeps none needs"
        f" {account.inference_peak:,} at its worst moment."
    )
    yield _arithmetic(account)
    yield "A FLOP is one multiplication, addition or comparison; a multiply-add counts two."


def _memory(account: Account) -> Table:
    rows = [
        (
            cost.name,
            cost.parameters,
            cost.parameter_bytes,
            held.parameter_bytes,
            cost.activation_bytes,
            held.activation_bytes,
            held.peak_bytes,
        )
        for cost, held in zip(account.costs, account.held, strict=True)
    ]
    sums = [sum(column) for column in zip(*(row[1:-1] for row in rows), strict=True)]
    head = ("layer", "parameters", "bytes", "held", "activations: bytes", "held", "peak")
    table = [(name, *(f"{number:,}" for number in numbers)) for name, *numbers in rows]
    return Table(head, (*table, ("total", *(f"{number:,}" for number in sums), "")))


def _arithmetic(account: Account) -> Table:
    names = [cost.name for cost in account.costs]
    numbers = [(cost.multiply_adds, cost.single_operations, cost.flops) for cost in account.costs]
    sums = tuple(sum(column) for column in zip(*numbers, strict=True))
    table = [
        (name, *(f"{number:,}" for number in row), f"{row[-1] / account.flops:.1%}")
        for name, row in zip([*names, "total"], [*numbers, sums], strict=True)
    ]
    return Table(("layer", "multiply-adds", "bias or ReLU", "FLOPs", "share"), tuple(table))


def _throughput(throughput: Throughput) -> Iterator[Content]:
    yield f"{findings.best_batch(throughput)}."
    yield Picture("throughput.png", "Samples per second, and milliseconds, against batch size")
    rows = [
        (
            str(timing.batch),
            f"{1e3 * timing.layers.fastest:.3f}",
            f"{1e3 * timing.numpy.fastest:.3f}",
            f"{timing.layers.fastest / timing.numpy.fastest:.2f}",
            f"{timing.rate:,.0f}",
            f"{timing.batch / timing.numpy.fastest:,.0f}",
            f"{1e3 * timing.layers.median:.3f}",
            f"{timing.calls:,}",
        )
        for timing in throughput.timings
    ]
    head = ("batch", "ms", "NumPy: ms", "ratio", "samples/s", "NumPy: samples/s", "median: ms")
    yield Table((*head, "calls"), tuple(rows))
    yield (
        "Times are those of the fastest of so many forward passes, the layers and raw NumPy in"
        " turn, with the same weights. Ratio: the time of the layers to that of NumPy. Median: of"
        " all passes through the layers."
    )
    if throughput.left_out:
        yield f"Left out, as it would take too long: batch {_listed(throughput.left_out)}."


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(f"{number:,}" for number in numbers)


def _initialisation(study: Initialisation) -> Iterator[Content]:
    yield Picture("initialisation.png", "Standard deviation of activations, layer by layer")
    for relu in (False, True):
        finding = findings.steadiest_start(study, relu=relu)
        yield f"{'With' if relu else 'Without'} ReLU, {finding}."
        yield _traces(study, relu=relu)
    yield (
        "Standard deviations over all activations of a layer. Scale: that of the weights, times the"
        " square root of the width; too small and too large are half and twice that of LeCun, which"
        " is what `Linear` is to draw itself; constant is 1 / width everywhere. Between units: the"
        " share of the last variance that lies between the units of one sample; at 0 all units"
        " compute the same."
    )


def _traces(study: Initialisation, *, relu: bool) -> Table:
    shown = sorted({1, study.depth // 4, study.depth // 2, study.depth} - {0})
    rows = [
        (
            trace.label,
            f"{trace.scale:.3f}",
            *(f"{trace.deviations[layer]:.2g}" for layer in shown),
            "-" if trace.between_units is None else f"{trace.between_units:.2f}",
        )
        for trace in study.of(relu=relu)
    ]
    head = ("start", "scale", *(f"layer {layer}" for layer in shown), "between units")
    return Table(head, tuple(rows))


def _dropout(study: Dropout) -> Iterator[Content]:
    yield f"{findings.mean_of_dropout(study)}."
    yield Picture("dropout-mean.png", "Mean of the output against p, with and without the factor")
    rows = [
        (f"{mean.p:g}", *(f"{x:.4f}" for x in (mean.dropped, mean.as_built, mean.unscaled)))
        for mean in study.means
    ]
    yield Table(("p", "share of zeros", "mean as built", "mean without factor"), tuple(rows))
    yield f"The input is {study.numbers:,} ones for each p."
    yield f"{findings.fresh_masks(study)}."
    yield Picture("dropout-masks.png", "The elements that survive, for three values of p")
    yield f"{findings.evaluation_against_training(study.passes)} (p = {study.passes.p:g})."
    yield Picture("dropout-passes.png", "Evaluation and training on the same signal")
