"""Throughput, initialisation and dropout, measured with the reference and with slips in it."""

from __future__ import annotations

import pytest

from tinytorch.lab import LabError, costs, dropout, handwriting, initialisation, throughput
from tinytorch.lab.throughput import Throughput, Timing


def test_throughput_times_each_batch_size(solve):
    solve("Layer", "Linear", "Sequential")

    measured = throughput.measure((4, 3, 2), batches=(1, 2, 4), seconds=0.001)

    assert [timing.batch for timing in measured.timings] == [1, 2, 4]
    for timing in measured.timings:
        assert len(timing.layers) == len(timing.numpy) >= 5
        assert 0 < min(timing.layers) <= timing.latency <= max(timing.layers)
        assert timing.rate == timing.batch / timing.latency


def test_layers_that_compute_something_else_are_not_compared(solve):
    solve("Layer", "Linear")
    solve("Sequential", change=("for layer in self.layers:\n", "for layer in self.layers[:1]:\n"))

    with pytest.raises(LabError, match="compute other numbers than NumPy"):
        throughput.measure((4, 4, 4), batches=(1,), seconds=0)


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        (("return y if", "y if"), "Linear.forward returns NoneType where a Tensor is needed."),
        (("randn(in_features, out_features)", "randn(1, in_features, out_features)"),
         "The weight of Linear has another shape than (in_features, out_features)."),
        (("y + self.bias", "(y + self.bias)[0]"),
         "Linear.forward returns another shape than (batch, out_features)."),
    ],
)  # fmt: skip
def test_shapes_that_are_wrong_are_told_alike_by_all_studies(solve, slip, sentence):
    solve("Layer", "Dropout", "Sequential")
    solve("Linear", change=slip)

    for measure in (
        lambda: costs.measure((4, 3, 2), 5),
        lambda: throughput.measure((4, 3, 2)),
        initialisation.measure,
        handwriting.measure,
    ):
        with pytest.raises(LabError) as caught:
            measure()
        assert str(caught.value) == sentence


def test_batches_that_would_take_too_long_are_left_out(solve, monkeypatch):
    solve("Layer", "Linear", "Sequential")
    monkeypatch.setattr(throughput, "_LONGEST", 0)

    measured = throughput.measure((4, 2), batches=(1, 2, 4), seconds=0)

    assert [timing.batch for timing in measured.timings] == [1]
    assert measured.left_out == (2, 4)


def test_the_best_batch_is_the_one_with_most_samples_per_second_by_the_median():
    timings = tuple(
        Timing(batch, [seconds, seconds, seconds / 9, seconds * 9], [seconds])
        for batch, seconds in ((1, 1.0), (8, 2.0), (16, 8.0))
    )

    assert throughput.best_batch(Throughput((2, 1), timings, ())) == (
        "A batch of 8 computes 4 times as many samples per second as one of 1,"
        " and takes 2 times as long"
    )


def test_each_start_does_to_the_signal_what_its_factor_says(solve):
    solve("Layer", "Linear")

    study = initialisation.measure(width=256, depth=4, batch=16)

    lecun, he, zeros, constant, small, large = study.of(relu=False)
    assert zeros.spreads[1:] == (0, 0, 0, 0)
    assert zeros.between_units is None
    assert constant.between_units < 1e-6  # all units compute the same
    # One layer multiplies the spread by the factor; 4 layers of 256 units keep it within 25 %.
    for trace, factor in ((lecun, 1), (he, 2**0.5), (small, 0.16), (large, 16)):
        assert trace.factor == pytest.approx(factor, rel=0.01)
        assert trace.spreads[-1] == pytest.approx(factor**4, rel=0.25)
    assert initialisation.drawn_by_linear(study).startswith("Linear draws its weights as LeCun")


def test_weights_of_another_scale_are_told_as_wrong(solve):
    solve("Layer")
    solve("Linear", change=("INIT_SCALE_FACTOR = 1.0", "INIT_SCALE_FACTOR = 4.0"))

    study = initialisation.measure(width=256, depth=4, batch=16)

    # The deviation of 262,144 weights is known to 0.14 %: 1 % is 7 sigma, beyond which one run in
    # 4e11 lies.
    assert [trace.label for trace in study.traces[:2]] == ["as built", "as built"]
    assert study.traces[0].factor == pytest.approx(2, rel=0.01)
    assert initialisation.drawn_by_linear(study).startswith("Wrong: the weights that Linear draws")


def test_dropout_keeps_the_mean_by_its_factor(solve):
    solve("Layer", "Dropout")

    study = dropout.measure(numbers=1000, passes=10)

    *means, last = study.means
    for mean in means:
        assert mean.as_built * (1 - mean.p) == pytest.approx(mean.unscaled, rel=1e-5)
        assert mean.unscaled == pytest.approx(1 - mean.dropped)
    assert (last.p, last.as_built, last.dropped) == (1, 0, 1)


def findings(study):
    return (
        dropout.share_of_zeros(study),
        dropout.mean_of_dropout(study),
        dropout.fresh_masks(study),
        dropout.evaluation_against_training(study.passes),
    )


def test_a_right_dropout_is_told_as_right(solve):
    solve("Layer", "Dropout")

    study = dropout.measure(numbers=10_000, passes=100)

    # The bounds of the findings, and two fresh masks of 1,024 elements that are equal in one of
    # 10^197 runs at the least.
    assert not [finding for finding in findings(study) if finding.startswith("Wrong")]


@pytest.mark.parametrize(
    ("slip", "wrong"),
    [
        (("mask / keep_prob", "mask"), "at p = 0.95 the mean is off by 9"),
        (("mask / keep_prob", "mask / self.p"), "at p = 0.1 the mean is off by"),
        (("< keep_prob", ">= keep_prob"), "Dropout(0.1) zeroes"),
        (("np.zeros(x.shape)", "np.ones(x.shape)"), "Dropout(1) zeroes 0.0%"),
        (("mask / keep_prob", "mask"), "the mean of 100 training passes is off by"),
        (("np.random.random(x.shape) <", "np.random.default_rng(1).random(x.shape) <"),
         "two calls drop the same elements"),
        (("np.random.random(x.shape) <", "np.random.random((*x.shape[:-1], 1)) <"),
         "whole rows or columns vanish together"),
        (("if not training or", "if"), "evaluation changes the input"),
    ],
)  # fmt: skip
def test_a_wrong_dropout_is_told_as_wrong(solve, slip, wrong):
    solve("Layer")
    solve("Dropout", change=slip)

    study = dropout.measure(numbers=10_000, passes=100)

    assert any(finding.startswith(f"Wrong: {wrong}") for finding in findings(study))
    assert dropout.describe(study)  # and can be drawn nevertheless


def test_an_output_of_another_shape_is_named(solve):
    solve("Layer")
    solve("Dropout", change=("return x * Tensor(mask / keep_prob)", "return x[:1]"))

    with pytest.raises(LabError, match=r"returned the shape \(1,\) for an input of \(10,\)"):
        dropout.measure(numbers=10, passes=10)
