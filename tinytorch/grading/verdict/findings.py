"""What is found to be wrong: the mistake by name, the step that mends it, and where."""

from __future__ import annotations

from dataclasses import dataclass

from tinytorch.grading.verdict.places import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake in a student's file."""

    advice: str  #: one or more lines: what to do, or a question
    name: str | None = None  #: the mistake, as it completes "This is what you get when …"
    place: Place | None = None  #: where it is, if not where it showed
