"""Where a student is to look: the line that raised, or the method that gave a wrong value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinytorch.grading.given import todos
from tinytorch.grading.model import EXERCISES, Observed

_METHOD = re.compile(r"\s+def (\w+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a student's file."""

    path: str
    line: int
    definition: str | None = None  #: the method, or the class, that begins on the line
    task: str | None = None  #: the TODO that it belongs to, such as "2.2"


def of(
    observed: Observed, called: tuple[str, str] | None, lines: Callable[[str], Sequence[str]]
) -> Place | None:
    """Return where to look for what a test met, as far as that can be told.

    Parameters
    ----------
    observed : Observed
        Its line is that of an exception. A wrong value has none: the method that gave it is the
        place to look.
    called : tuple of str, optional
        The student's file, and which of its methods the test used last.
    lines : callable
        Gives the lines of a student's file.
    """
    if observed.path and observed.line:
        return of_error(observed.path, observed.line, lines(observed.path))
    if called is None:
        return None
    path, method = called
    return of_value(path, method, lines(path))


def of_error(path: str, line: int, source: Sequence[str]) -> Place:
    """Return the place of an exception; `source` are the lines of its file."""
    open_tasks = _tasks_of(path)
    for text in reversed(source[:line]):
        method = _METHOD.match(text)
        if method and method[1] in open_tasks:
            return Place(path, line, task=open_tasks[method[1]])
    return Place(path, line)


def of_value(path: str, method: str, source: Sequence[str]) -> Place:
    """Return where a method begins; where the class does when it inherits the method."""
    # What a call gives comes from forward, when the class has no __call__ of its own.
    for name in (method, "forward") if method == "__call__" else (method,):
        for number, text in enumerate(source, 1):
            if re.match(rf"\s+def {name}\b", text):
                return Place(path, number, name, _tasks_of(path).get(name))
    for number, text in enumerate(source, 1):
        if found := re.match(r"class (\w+)", text):
            return Place(path, number, f"class {found[1]}")
    return Place(path, 1)


def _tasks_of(path: str) -> dict[str, str]:
    """Return the tasks of a student's file, in whichever folder the submission has it.

    A grader without the stubs still grades; it names no tasks.
    """
    name = path.rpartition("/")[2]
    known = (each for each in EXERCISES if each.file == name and todos.pristine(each).is_file())
    return next(map(todos.tasks, known), {})
