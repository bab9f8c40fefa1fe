"""Makes folders of submissions."""

from collections.abc import Mapping
from pathlib import Path

from tests.classroom.references import reference
from tinytorch.grading.model import EXERCISES

REFERENCE = {exercise.path: reference(exercise).encode() for exercise in EXERCISES}


def folder(root: Path, files: Mapping[str, bytes]) -> Path:
    """Make a folder with some files."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root
