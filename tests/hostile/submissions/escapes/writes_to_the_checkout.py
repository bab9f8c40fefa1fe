"""Adds a file to the tests."""

from pathlib import Path

from tinytorch.core import tensor


def escape():
    place = Path(tensor.__file__).parents[2] / "exercises/01_layer/test_9_mine.py"
    place.write_text("", "utf-8")
    place.unlink()
    return True
