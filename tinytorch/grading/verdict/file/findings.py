"""What is found to be wrong: the mistake by name, the step that mends it, and where.

Much of it a line of the student's shows: such a line is a sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.places import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake in a student's file."""

    advice: str  #: one or more lines: what to do, or a question
    name: str | None = None  #: the mistake, as it completes "This is what you get when …"
    place: Place | None = None  #: where it is, if not where it showed


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


def stars_missing(names: Mapping[str, int]) -> str:
    """Return the mistake of leaving out stars, given how many lack before which names."""
    before = " and ".join(names)
    if sum(names.values()) > 1:
        return f"the stars before {before} are missing"
    second = "second " if before == "kwargs" else ""
    return f"the {second}star before {before} is missing"
