"""Throughput, initialisation and dropout, measured with the reference and with slips in it."""

from __future__ import annotations

import numpy as np
import pytest

from tinytorch.lab import LabError, dropout, initialisation, throughput
from tinytorch.lab.throughput import Throughput, Time, Timing


def test_throughput_times_each_batch_size(solve):
    solve("Layer", "Linear", "Sequential")

    measured = throughput.measure((4, 3, 2), batches=(1, 2, 4), seconds=0.001)

    assert [timing.batch for timing in measured.timings] == [1, 2, 4]
    for timing in measured.timings:
        assert timing.calls >= 5
        assert 0 < timing.layers.fastest <= timing.layers.median
        assert 0 < timing.numpy.fastest <= timing.numpy.median
        assert timing.rate == timing.batch / timing.layers.fastest


def test_layers_that_compute_something_else_are_not_compared(solve):
    solve("Layer", "Linear")
    solve("Sequential", change=("for layer in self.layers:\n", "for layer in self.layers[:1]:\n"))

    with pytest.raises(LabError, match="computes other numbers than NumPy"):
        throughput.measure((4, 4, 4), batches=(1,), seconds=0)


def test_batches_that_would_take_too_long_are_left_out(solve, monkeypatch):
    solve("Layer", "Linear", "Sequential")
    monkeypatch.setattr(throughput, "_LONGEST", 0)

    measured = throughput.measure((4, 2), batches=(1, 2, 4), seconds=0)

    assert [timing.batch for timing in measured.timings] == [1]
    assert measured.left_out == (2, 4)


def test_the_best_batch_is_the_one_with_most_samples_per_second():
    timings = tuple(
        Timing(batch, Time(seconds, seconds), Time(seconds, seconds), calls=5)
        for batch, seconds in ((1, 1.0), (8, 2.0), (16, 8.0))
    )

    assert throughput.best_batch(Throughput((2, 1), timings, ())) == (
        "A batch of 8 computes 4 times as many samples per second as one of 1,"
        " and takes 2 times as long"
    )


def test_each_start_does_to_the_signal_what_its_scale_says(solve):
    solve("Layer", "Linear")

    study = initialisation.measure(width=256, depth=4, batch=16)

    lecun, he, zeros, constant, small, large = study.of(relu=False)
    assert zeros.deviations[1:] == (0, 0, 0, 0)
    assert zeros.between_units is None
    assert constant.between_units < 1e-6  # all units compute the same
    # One layer multiplies the deviation by the scale; 4 layers of 256 units keep it within 25 %.
    for trace, scale in ((lecun, 1), (he, 2**0.5), (small, 0.5), (large, 2)):
        assert trace.scale == pytest.approx(scale, rel=0.01)
        assert trace.last == pytest.approx(scale**4, rel=0.25)


def test_weights_of_another_scale_are_not_called_lecun(solve):
    solve("Layer")
    solve("Linear", change=("INIT_SCALE_FACTOR = 1.0", "INIT_SCALE_FACTOR = 4.0"))

    study = initialisation.measure(width=256, depth=4, batch=16)

    # The deviation of 262,144 weights is known to 0.14 %: 1 % is 7 sigma, beyond which one run in
    # 4e11 lies.
    assert [trace.label for trace in study.traces[:2]] == ["as built", "as built"]
    assert study.traces[0].scale == pytest.approx(2, rel=0.01)


def test_dropout_keeps_the_mean_by_its_factor(solve):
    solve("Layer", "Dropout")

    study = dropout.measure(numbers=1000, passes=10)

    *means, last = study.means
    for mean in means:
        assert mean.as_built * (1 - mean.p) == pytest.approx(mean.unscaled, rel=1e-5)
        assert mean.unscaled == pytest.approx(1 - mean.dropped)
    assert (last.p, last.as_built, last.dropped) == (1, 0, 1)


def test_dropout_without_its_factor_is_seen(solve):
    solve("Layer")
    solve("Dropout", change=("mask / keep_prob", "mask"))

    study = dropout.measure(numbers=1000, passes=10)

    assert [mean.as_built for mean in study.means] == [mean.unscaled for mean in study.means]


def test_two_calls_drop_different_elements(solve):
    solve("Layer", "Dropout")

    study = dropout.measure(numbers=10, passes=10)

    # Two fresh masks of 1,024 elements are equal in one of 10^197 runs at the least.
    assert all((masks.calls[0] != masks.calls[1]).any() for masks in study.masks)


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        (("", ""), "Evaluation returns the input unchanged;"),
        (("if not training or", "if"), "Evaluation changes the input;"),
    ],
)
def test_evaluation_is_compared_with_the_input(solve, slip, sentence):
    solve("Layer")
    solve("Dropout", change=slip)

    passes = dropout.measure(numbers=10, passes=10).passes

    assert np.array_equal(passes.evaluation, passes.signal) == ("unchanged" in sentence)
    assert dropout.evaluation_against_training(passes).startswith(sentence)


def test_an_output_of_another_shape_is_named(solve):
    solve("Layer")
    solve("Dropout", change=("return x * Tensor(mask / keep_prob)", "return x[:1]"))

    with pytest.raises(LabError, match=r"returned the shape \(1,\) for an input of \(10,\)"):
        dropout.measure(numbers=10, passes=10)
