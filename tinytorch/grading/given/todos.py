"""What the stubs leave open: the TODO of each method, read from a copy of the stub."""

from __future__ import annotations

import re
from pathlib import Path

from tinytorch.grading.model import Exercise

_HOLE = re.compile(r'"TODO (\d+\.\d+): \w+\.(\w+) in ')


def pristine(exercise: Exercise) -> Path:
    """Return where the copy of a stub lies; its name keeps it from being taken for code."""
    return Path(__file__).parent / "pristine" / f"{exercise.file}.txt"


def tasks(exercise: Exercise) -> dict[str, str]:
    """Return the task of each method that a stub leaves open: ``{"forward": "2.2", ...}``."""
    stub = pristine(exercise).read_text(encoding="utf-8")
    return {method: number for number, method in _HOLE.findall(stub)}
