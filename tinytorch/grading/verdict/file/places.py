"""Where a student is to look: the line that raised, or the method that gave a wrong value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tinytorch.grading.given import todos
from tinytorch.grading.model import BY_CLASS, of_file
from tinytorch.grading.verdict.file import outline


class Scene(Protocol):
    """The student's files, and what the test that has just run did with them."""

    def called(self) -> tuple[str, str] | None:
        """Return the student's class, and which of its methods, the test used last."""

    def defined(self, class_name: str, method: str) -> tuple[str, int] | None:
        """Return file and line where a method begins, as it says itself; advice, no more."""

    def path(self, class_name: str) -> str:
        """Return the student's file that is to define a class."""

    def lines(self, path: str) -> Sequence[str]:
        """Return the lines of a student's file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a student's file."""

    path: str
    line: int
    definition: str | None = None  #: the method, or the class, that begins on the line
    task: str | None = None  #: the TODO that it belongs to, such as "2.2"


def of_error(path: str, line: int, through: Sequence[str], lines: Sequence[str]) -> Place:
    """Return the place of an exception.

    Parameters
    ----------
    path, line
        The last line of the student's that it passed.
    through : sequence of str
        The functions of that file that it passed, the innermost first: "Linear.forward".
    lines : sequence of str
        The file; it tells the function where the exception does not.
    """
    exercise = of_file(path)
    holder = outline.read(lines).around(line) if lines and not through else None
    for name in (*through, *([holder.qualified] if holder else [])):
        class_name, _, method = name.rpartition(".")
        task = tasks(class_name).get(method)
        if exercise and task and class_name == exercise.class_name:
            return Place(path, line, task=task)
    return Place(path, line)


def tasks(class_name: str) -> dict[str, str]:
    """Return the tasks of an exercise's class; a grader without the stubs names none."""
    exercise = BY_CLASS.get(class_name)
    there = exercise is not None and todos.pristine(exercise).is_file()
    return todos.tasks(exercise) if exercise and there else {}
