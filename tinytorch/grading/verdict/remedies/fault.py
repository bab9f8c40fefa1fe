"""An exception of a student's code, as remedies look at it."""

from __future__ import annotations

from dataclasses import dataclass

from tinytorch.grading.verdict.file.outline import NOTHING, Outline


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception of a student's code."""

    error: str  #: the name of its class
    message: str
    source: str = ""  #: the line that raised it
    line: int = 0
    file: Outline = NOTHING
