"""How the weights of the digits' network are made, tried with the digits that were held out."""

from __future__ import annotations

import numpy as np

from tinytorch.course import digits
from tinytorch.lab.digits import network


def test_training_learns_its_digits_and_is_the_same_each_time():
    seen, labels = network.held_out()

    weights, again = (digits.train(seen, labels, epochs=25) for _ in range(2))

    assert all(np.array_equal(one, other) for one, other in zip(weights, again, strict=True))
    assert (digits.answers(weights, seen) == labels).mean() > 0.9


def test_gradients_are_those_that_finite_differences_give(monkeypatch):
    monkeypatch.setattr(digits, "DROPOUT", 0.0)
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal(shape) / 8 for shape in ((64, 64), (64,), (64, 10), (10,))]
    x, labels = rng.random((5, 64)), np.arange(5)

    def loss():
        logits = np.maximum(x @ weights[0] + weights[1], 0) @ weights[2] + weights[3]
        return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(5), labels])

    gradients = digits._gradients(weights, x, labels, rng)

    for weight, gradient in zip(weights, gradients, strict=True):
        before = loss()
        weight -= 1e-4 * gradient
        step = 1e-4 * (gradient**2).sum()
        assert abs((before - loss()) - step) < 0.02 * step
        weight += 1e-4 * gradient
