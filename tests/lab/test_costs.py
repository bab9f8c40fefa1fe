"""What a model costs, against computations by hand and against the memory of the process."""

from __future__ import annotations

import pytest

from tinytorch.lab import costs

WIDTHS = (784, 256, 128, 10)


def test_a_linear_layer_has_a_weight_for_each_connection_and_a_bias_for_each_output():
    (cost,) = costs.predict((784, 256), batch=32)

    assert cost.name == "Linear(784, 256)"
    assert cost.parameters == 784 * 256 + 256 == 200_960
    assert cost.parameter_bytes == 803_840


def test_a_batch_multiplies_outputs_and_arithmetic_but_no_parameters():
    one, many = (costs.predict((784, 256), batch)[0] for batch in (1, 32))

    assert one.parameters == many.parameters
    assert (one.output_bytes, many.output_bytes) == (4 * 256, 4 * 8192)
    assert (one.multiply_adds, many.multiply_adds) == (200_704, 6_422_528)
    assert (one.flops, many.flops) == (2 * 200_704 + 256, 12_853_248)


def test_a_relu_costs_an_output_and_a_comparison_for_each_number():
    _, relu, _ = costs.predict((4, 3, 2), batch=5)

    assert (relu.name, relu.parameters, relu.output_bytes, relu.flops) == ("ReLU", 0, 60, 15)


def test_the_default_model_has_235146_parameters():
    predicted = costs.predict(WIDTHS, batch=32)

    assert sum(cost.parameters for cost in predicted) == 235_146
    assert sum(cost.output_bytes for cost in predicted) == 99_584
    assert sum(cost.flops for cost in predicted) == 15_049_024


def test_parameters_hold_the_bytes_that_are_predicted(solve):
    solve("Layer", "Linear")

    measured = costs.measure(WIDTHS, batch=32)

    predicted = [cost.parameter_bytes for cost in measured.costs]
    assert [held.parameter_bytes for held in measured.held] == predicted
    assert costs.parameter_memory(measured) == (
        "235,146 parameters hold 940,584 bytes, exactly as predicted"
    )


def test_activations_hold_the_bytes_that_are_predicted_and_an_object_around_them(solve):
    solve("Layer", "Linear")

    measured = costs.measure(WIDTHS, batch=32)

    for cost, held in zip(measured.costs, measured.held, strict=True):
        # A Tensor and its array are Python objects of a few hundred bytes.
        assert 0 < held.output_bytes - cost.output_bytes < 1024
        assert held.peak_bytes >= held.output_bytes


def test_memory_that_differs_from_the_prediction_is_named(solve):
    solve("Layer")
    solve("Linear", change=("[self.weight, self.bias]", "[self.weight]"))

    measured = costs.measure((4, 3), batch=1)

    assert costs.parameter_memory(measured) == (
        "Wrong: the parameters() of Linear(4, 3) hold 48 bytes, but its 15 numbers need 60"
    )


@pytest.mark.parametrize("batch", [1, 32])
def test_the_heaviest_layer_is_the_one_with_most_arithmetic(solve, batch):
    solve("Layer", "Linear")

    measured = costs.measure((2, 8, 1), batch)

    # 2 * 2 * 8 + 8 = 40 of 40 + 8 + 17 operations; 24 of 33 parameters.
    assert costs.heaviest_layer(measured) == (
        "Linear(2, 8) does 61.5% of the arithmetic and holds 72.7% of the parameters"
    )
