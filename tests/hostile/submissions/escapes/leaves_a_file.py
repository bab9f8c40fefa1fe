"""Leaves a file in the folder for temporary ones, for the next worker to find."""

from pathlib import Path


def escape():
    place = Path("/tmp/left-by-a-submission")
    place.write_text("score", "utf-8")
    place.unlink()
    return True
