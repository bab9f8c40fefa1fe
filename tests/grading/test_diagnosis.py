"""From an exception to what a student is told."""

from __future__ import annotations

from tinytorch.grading import messages
from tinytorch.grading.model import Outcome
from tinytorch.grading.verdict.diagnosis import diagnose
from tinytorch.testing.unmet import NAMED, Unmet


def test_a_layer_of_the_tests_own_is_explained_where_it_is_named() -> None:
    observed = diagnose(Unmet("Sequential(Affine(2, 1)).forward(x) returned\n    [1]"), "a::b")

    assert (observed.nodeid, observed.outcome) == ("a::b", Outcome.FAILED)
    assert observed.message.endswith(
        "]\n(Affine(s, t) is a layer of the test's own: it gives x * s + t.)"
    )


def test_other_messages_stay_as_they_are() -> None:
    assert diagnose(Unmet("layer.forward(x) returned\n    [1]")).message.endswith("[1]")


def test_reports_know_how_a_named_mistake_begins() -> None:
    assert messages.NAMED == NAMED
    assert str(Unmet("Wrong.", hint="Why?")).endswith(f"{messages.HINT}Why?")
