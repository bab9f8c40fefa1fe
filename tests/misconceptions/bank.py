"""The bank: wrong submissions that students do hand in, each told as a change to the reference.

``layer.toml``, ``linear.toml``, ``dropout.toml`` and ``sequential.toml`` hold an entry for each
misconception. Its key is its name, and it has

- ``says``: the sentence that a teacher would say about it,
- ``change``: a list of pairs, text of the reference and what stands there instead, or a method's
  name (``forward``, ``__init__``) with its new body, or with the whole method from ``def`` on,
- ``caught_by``: the graded tests that must all fail,
- ``named``: for a mistake that the diagnosis names, its name (or several, for several tests),
- ``also``: names that other tests give to what follows from it,
- ``shown``: for another one, words that the student is shown,
- ``costs``: the points that it is worth, where that is easily too many.
"""

from __future__ import annotations

import ast
import functools
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinytorch.grading.given import catalogue
from tinytorch.grading.model import EXERCISES, Exercise

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

_TOLD = {"says", "change", "caught_by", "named", "also", "shown", "costs"}


class BankError(ValueError):
    """An entry cannot be read, or does not fit the reference."""


@dataclass(frozen=True, slots=True)
class Misconception:
    """One entry, with the file that a student would hand in."""

    name: str
    exercise: Exercise
    says: str
    source: str
    caught_by: tuple[str, ...]
    named: tuple[str, ...]
    also: tuple[str, ...]
    shown: str | None
    costs: int | None

    def __str__(self) -> str:
        return f"{self.exercise.name}/{self.name}"


def reference(exercise: Exercise) -> str:
    """Return the text of the reference solution."""
    return (ROOT / "solutions" / exercise.folder / exercise.file).read_text(encoding="utf-8")


def read(exercise: Exercise) -> Iterator[Misconception]:
    """Return the misconceptions of an exercise.

    Raises
    ------
    BankError
        An entry is incomplete, does not fit the reference, or names a test that is not there.
    """
    text = (HERE / f"{exercise.name}.toml").read_text(encoding="utf-8")
    tests = {graded.nodeid.partition("::")[2] for graded in catalogue.read(ROOT, [exercise])}
    for name, entry in tomllib.loads(text).items():
        yield misconception(f"{exercise.name}/{name}", entry, exercise, tests)


@functools.cache
def read_all() -> tuple[Misconception, ...]:
    """Return the misconceptions of all exercises."""
    return tuple(entry for exercise in EXERCISES for entry in read(exercise))


def misconception(
    place: str, entry: dict[str, Any], exercise: Exercise, tests: set[str]
) -> Misconception:
    """Return an entry of the bank; `tests` are the names of the exercise's graded tests."""
    source = reference(exercise)
    for old, new in entry.get("change", []):
        if source.count(old) != 1:
            raise BankError(f"{place}: {old!r} stands {source.count(old)} times in the reference")
        source = source.replace(old, new)
    for method in entry.keys() - _TOLD:
        source = with_method(source, exercise.class_name, method, entry[method], place)
    if source == reference(exercise):
        raise BankError(f"{place}: nothing is changed")
    caught_by = _several(entry.get("caught_by"))
    if not entry.get("says") or not caught_by or not tests.issuperset(caught_by):
        raise BankError(f"{place}: needs `says`, and in `caught_by` tests that are there")
    return Misconception(
        name=place.partition("/")[2],
        exercise=exercise,
        says=entry["says"],
        source=source,
        caught_by=caught_by,
        named=_several(entry.get("named")),
        also=_several(entry.get("also")),
        shown=entry.get("shown"),
        costs=entry.get("costs"),
    )


def with_method(source: str, class_name: str, method: str, text: str, place: str) -> str:
    """Return the source with another body, or another definition, of one of its methods."""
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    body = next(node.body for node in classes if node.name == class_name)
    found = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == method]
    if len(found) != 1 or found[0].end_lineno is None:
        raise BankError(f"{place}: {class_name} has no method {method}")
    definition, lines = found[0], source.splitlines(keepends=True)
    text = textwrap.dedent(text).strip("\n")
    whole = text.startswith(("def ", "@"))
    above = definition.body[0].end_lineno if ast.get_docstring(definition) else definition.lineno
    first = definition.lineno if whole else (above or 0) + 1
    written = textwrap.indent(text, "    " if whole else "        ") + "\n"
    return "".join(lines[: first - 1]) + written + "".join(lines[definition.end_lineno :])


def _several(value: str | list[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
