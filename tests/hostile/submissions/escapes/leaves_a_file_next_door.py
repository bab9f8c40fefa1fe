"""Leaves a file beside its own folder, for the next worker to find."""

from pathlib import Path


def escape():
    place = Path.cwd().parent / "left-by-a-submission"
    place.write_text("score", "utf-8")
    place.unlink()
    return True
