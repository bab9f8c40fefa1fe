"""Finds the task that a test is about, and its hints in the chapter of its exercise."""

from __future__ import annotations

import re
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.given import todos
from tinytorch.grading.model import BY_FOLDER, EXERCISES, Graded
from tinytorch.grading.text import one_line

_BLOCK = r"<summary>Hints for {}</summary>(.*?)</details>"
_ITEM = re.compile(r"^\d+\. ", re.MULTILINE)


def task(graded: Graded) -> str:
    """Return the number of the task that a test is about, such as ``2.2``.

    A test that met a TODO says so itself, and the place of most failures belongs to one; where
    none is known, it is the first one of the exercise.
    """
    known = messages.todo(graded.observed) or graded.observed.task
    if known is not None:
        return known
    return next(iter(todos.tasks(BY_FOLDER[graded.test.exercise]).values()))


def read(number: str, root: Path) -> tuple[str, ...]:
    """Return the hints for a task, mild to strong; none where the chapter has none."""
    leading = int(number.partition(".")[0])
    exercise = next(each for each in EXERCISES if int(each.number) == leading)
    chapter = "\n".join(_lines(root / "exercises" / exercise.folder / "README.md"))
    block = re.search(_BLOCK.format(re.escape(number)), chapter, re.DOTALL)
    if block is None:
        return ()
    return tuple(one_line(item, " ") for item in _ITEM.split(block[1])[1:])


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
