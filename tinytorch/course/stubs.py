"""Derives the stubs that students fill in from the reference, so that the two cannot drift.

A method of the reference holds a comment ``# Task 2.2 (about 3 lines): …``. All that follows the
comment in the method is the answer: the stub has an error in its place that names the task.
``python -m tinytorch.course.stubs`` writes the stubs of all exercises, and the copies of them from
which `reset` puts a stub back.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tinytorch.checkout import ROOT
from tinytorch.grading.given.todos import pristine
from tinytorch.grading.model import EXERCISES

_TASK = re.compile(r"(?P<indent> +)# Task (?P<number>\d+\.\d+) \(.+\): .+")

_WIDTH = 100


@dataclass(frozen=True, slots=True)
class _Method:
    name: str  #: "Linear.forward"
    first: int  #: 0-based index of its first line
    end: int  #: index of the line after its last


def derive_stub(reference: str, path: str) -> str:
    """Return the stub of a reference solution.

    Parameters
    ----------
    reference : str
        The text of the solution.
    path : str
        The file that the stub will be, as its errors name it.

    Raises
    ------
    ValueError
        A task's comment stands outside the methods of a class, or there is no task at all.
    """
    lines = reference.splitlines()
    methods = list(_methods(reference))
    stub: list[str] = []
    position = 0
    for index, line in enumerate(lines):
        task = _TASK.fullmatch(line)
        if task is None:
            continue
        method = next((m for m in methods if m.first < index < m.end), None)
        if method is None:
            raise ValueError(f"{path}: the comment of line {index + 1} belongs into a method")
        answer = index
        while lines[answer].lstrip().startswith("#"):
            answer += 1
        stub += lines[position:index]
        stub += [line.replace("# Task", "# TODO", 1), *lines[index + 1 : answer]]
        stub += _hole(f"TODO {task['number']}: {method.name} in {path}", task["indent"])
        position = method.end
    if not stub:
        raise ValueError(f"{path}: no comment begins '# Task n.m (size of the answer): '")
    return "\n".join([*stub, *lines[position:], ""])


def _hole(message: str, indent: str) -> list[str]:
    line = f'{indent}raise NotImplementedError("{message}")'
    if len(line) <= _WIDTH:
        return [line]
    return [f"{indent}raise NotImplementedError(", f'{indent}    "{message}"', f"{indent})"]


def _methods(source: str) -> Iterator[_Method]:
    for holder in ast.parse(source).body:
        if isinstance(holder, ast.ClassDef):
            for item in holder.body:
                if isinstance(item, ast.FunctionDef) and item.end_lineno is not None:
                    name = f"{holder.name}.{item.name}"
                    yield _Method(name, item.lineno - 1, item.end_lineno)


def main() -> None:
    """Write the stub of every exercise."""
    for exercise in EXERCISES:
        reference = (ROOT / "solutions" / exercise.folder / exercise.file).read_text("utf-8")
        stub = derive_stub(reference, exercise.path)
        for path in (ROOT / exercise.path, pristine(exercise)):
            path.write_text(stub, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
