"""Right submissions in many styles: one file each, whose docstring says what is special in it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from tinytorch.grading.model import EXERCISES, Exercise

SUBMISSIONS = Path(__file__).parent / "submissions"

LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES

#: Whose graded tests use the class of an exercise, besides its own.
USERS = {LAYER: (LINEAR, DROPOUT, SEQUENTIAL), LINEAR: (SEQUENTIAL,), DROPOUT: (SEQUENTIAL,)}


@dataclass(frozen=True, slots=True)
class Variant:
    """One file that deserves every point."""

    exercise: Exercise
    name: str
    source: bytes

    def __str__(self) -> str:
        return f"{self.exercise.name}/{self.name}"

    @property
    def style(self) -> str:
        """What is special in it, in a sentence."""
        return ast.get_docstring(ast.parse(self.source)) or ""


VARIANTS = tuple(
    Variant(exercise, path.stem, path.read_bytes())
    for exercise in EXERCISES
    for path in sorted((SUBMISSIONS / exercise.folder).glob("*.py"))
)
