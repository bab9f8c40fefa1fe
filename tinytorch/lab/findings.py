"""The main point of each measurement in one sentence, computed from its data."""

from __future__ import annotations

import math

import numpy as np

from tinytorch.lab.costs import Account
from tinytorch.lab.dropout import Dropout, Passes
from tinytorch.lab.initialisation import Initialisation
from tinytorch.lab.throughput import Throughput


def heaviest_layer(account: Account) -> str:
    """Say which layer computes most, and how much of the parameters it holds."""
    cost = max(account.costs, key=lambda cost: cost.flops)
    arithmetic, parameters = cost.flops / account.flops, cost.parameters / account.parameters
    return (
        f"{cost.name} does {arithmetic:.1%} of the arithmetic and holds {parameters:.1%} of the"
        " parameters"
    )


def parameter_memory(account: Account) -> str:
    """Compare the bytes of the parameters with their prediction."""
    predicted = sum(cost.parameter_bytes for cost in account.costs)
    held = sum(held.parameter_bytes for held in account.held)
    if held == predicted:
        return f"{account.parameters:,} parameters hold {held:,} bytes, exactly as predicted"
    return f"The parameters hold {held:,} bytes, but {predicted:,} were predicted"


def best_batch(throughput: Throughput) -> str:
    """Say what the batch with the highest rate gains, and what it costs in latency."""
    first, best = throughput.timings[0], max(throughput.timings, key=lambda timing: timing.rate)
    if best is first:
        return f"No batch computes more samples per second than one of {first.batch}"
    gain, wait = best.rate / first.rate, best.layers.fastest / first.layers.fastest
    return (
        f"A batch of {best.batch} computes {rounded(gain)} times as many samples per second as"
        f" one of {first.batch}, and takes {rounded(wait)} times as long"
    )


def steadiest_start(initialisation: Initialisation, *, relu: bool) -> str:
    """Say which start leaves the deviation nearest to that of the input."""
    kept = {
        trace.label: trace.last / trace.deviations[0]
        for trace in initialisation.of(relu=relu)
        if trace.last > 0 and math.isfinite(trace.last)
    }
    if not kept:
        return "no start keeps a signal"
    label = min(kept, key=lambda label: abs(math.log(kept[label])))
    return f"{label} stays nearest to the input, with {kept[label]:#.2g} times its deviation"


def mean_of_dropout(dropout: Dropout) -> str:
    """Say how far the mean of the output strays from that of the input."""
    means = [mean for mean in dropout.means if mean.p < 1]
    strays = max(abs(mean.as_built - 1) for mean in means)
    without = max(abs(mean.unscaled - 1) for mean in means)
    return (
        f"Up to p = {means[-1].p:g} the mean strays by at most {strays:.1%} as built,"
        f" by {without:.1%} without 1/(1 - p)"
    )


def fresh_masks(dropout: Dropout) -> str:
    """Say how much two masks for the same input differ."""
    masks = dropout.masks[len(dropout.masks) // 2]
    first, second = masks.calls
    share = float((first != second).mean())
    return f"Two calls on one input (p = {masks.p:g}) differ in {share:.0%} of its elements"


def evaluation_against_training(passes: Passes) -> str:
    """Say whether evaluation is the identity, and how near to it training is on average."""
    error = float(np.abs(passes.mean / passes.signal - 1).mean())
    trained = f"the mean of {passes.count:,} training passes is off by {error:.1%} on average"
    evaluated = (
        "Evaluation returns the input unchanged"
        if np.array_equal(passes.evaluation, passes.signal)
        else "Evaluation changes the input"
    )
    return f"{evaluated}; {trained}"


def rounded(number: float) -> str:
    """Return a positive number with two significant digits: 0.12, 4.7, 15, 120, 1,500."""
    return f"{float(f'{number:.2g}'):,g}"
