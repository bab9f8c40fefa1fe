"""Finds the task that a test is about, and its hints in the chapter of its exercise."""

from __future__ import annotations

import re
from pathlib import Path

from tinytorch.grading import messages, reset
from tinytorch.grading.model import EXERCISES, Exercise, Graded
from tinytorch.grading.text import one_line

_BLOCK = r"<summary>Hints for {}</summary>(.*?)</details>"
_ITEM = re.compile(r"^\d+\. ", re.MULTILINE)
_METHOD = re.compile(r"\s+def (\w+)")


def task(graded: Graded, root: Path) -> str:
    """Return the number of the task that a test is about, such as ``2.2``.

    A test that met a TODO says so itself. Otherwise it is the task of the method in which the
    failing line stands, and the first one of the exercise where no line is known.
    """
    number = messages.todo(graded.observed)
    if number is not None:
        return number
    places = {exercise.path: exercise for exercise in EXERCISES}
    folders = {exercise.folder: exercise for exercise in EXERCISES}
    exercise = places.get(graded.observed.path or "", folders[graded.test.exercise])
    tasks = reset.tasks(exercise)
    for line in reversed(_lines(root / exercise.path)[: graded.observed.line or 0]):
        method = _METHOD.match(line)
        if method and method[1] in tasks:
            return tasks[method[1]]
    return next(iter(tasks.values()))


def read(number: str, root: Path) -> tuple[str, ...]:
    """Return the hints for a task, mild to strong; none where the chapter has none."""
    exercise = _exercise(number)
    chapter = "\n".join(_lines(root / "exercises" / exercise.folder / "README.md"))
    block = re.search(_BLOCK.format(re.escape(number)), chapter, re.DOTALL)
    if block is None:
        return ()
    return tuple(one_line(item, " ") for item in _ITEM.split(block[1])[1:])


def _exercise(number: str) -> Exercise:
    return next(each for each in EXERCISES if int(each.number) == int(number.partition(".")[0]))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
