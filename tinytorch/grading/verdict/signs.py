"""What a line of code looks like that shows a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from tinytorch.grading.verdict.answers import Answer
from tinytorch.grading.verdict.findings import Finding


class Sign(NamedTuple):
    r"""A mistake that a line shows; ``\1`` in its words is what the first group holds."""

    pattern: str
    advice: str
    name: str | None = None


def told(text: str, signs: Iterable[Sign]) -> Finding | None:
    """Return the first mistake that a text shows."""
    for sign in signs:
        if found := re.search(sign.pattern, text):
            return Finding(found.expand(sign.advice), sign.name and found.expand(sign.name))
    return None


def shown(
    answer: Answer,
    method: str,
    signs: Iterable[Sign],
    lines: Iterable[tuple[int, str]] | None = None,
) -> Finding | None:
    """Return the first mistake that the lines of a method show, or others of its task."""
    for number, text in answer.body(method) if lines is None else lines:
        if found := told(text, signs):
            return replace(found, place=answer.at(number, method))
    return None
