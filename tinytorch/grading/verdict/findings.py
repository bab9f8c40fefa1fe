"""What is found to be wrong: the mistake by name, the step that mends it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinytorch.grading.verdict.places import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake in a student's file."""

    advice: str  #: one or more lines: what to do, or a question
    name: str | None = None  #: the mistake, as it completes "This is what you get when …"
    place: Place | None = None  #: where it is, if not where it showed


def stars_missing(names: Mapping[str, int]) -> str:
    """Return the mistake of leaving out stars, given how many lack before which names."""
    before = " and ".join(names)
    if sum(names.values()) > 1:
        return f"the stars before {before} are missing"
    second = "second " if before == "kwargs" else ""
    return f"the {second}star before {before} is missing"
