"""Colours of a terminal, the same wherever one is written to."""

from __future__ import annotations

from tinytorch.grading.model import Outcome

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}

_OUTCOMES = {Outcome.PASSED: "green", Outcome.NOT_STARTED: "yellow"}


def painted(text: str, style: str, *, colour: bool) -> str:
    """Return text in a style; as it is where there are no colours."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour else text


def of(outcome: Outcome) -> str:
    """Return the style of an outcome."""
    return _OUTCOMES.get(outcome, "red")
