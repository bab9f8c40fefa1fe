"""What the students of a generated class start from: stubs, right answers and wrong ones."""

import ast
from functools import cache
from pathlib import Path

from tests.misconceptions import bank
from tinytorch.grading.model import Exercise

ROOT = Path(__file__).resolve().parents[2]
CORRECT = ROOT / "tests/correct/submissions"


@cache
def reference(exercise: Exercise) -> str:
    """Return the reference for an exercise."""
    return bank.reference(exercise)


@cache
def stub(exercise: Exercise) -> str:
    """Return the stub of an exercise."""
    return (ROOT / exercise.path).read_text(encoding="utf-8")


@cache
def wrong(exercise: Exercise) -> tuple[str, ...]:
    """Return the wrong answers of the bank, but for those that lack a whole method."""
    sources = [entry.source for entry in bank.read(exercise)]
    needed = set(tasks(exercise))
    return tuple(each for each in sources if needed <= methods(each, exercise.class_name).keys())


@cache
def right(exercise: Exercise) -> tuple[bytes, ...]:
    """Return right answers in other styles than the reference's."""
    return tuple(path.read_bytes() for path in sorted((CORRECT / exercise.folder).glob("*.py")))


@cache
def methods(text: str, class_name: str) -> dict[str, str]:
    """Return the source of each method of a class, in order."""
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    body = next(node.body for node in classes if node.name == class_name)
    found = [node for node in body if isinstance(node, ast.FunctionDef)]
    return {method.name: ast.get_source_segment(text, method) or "" for method in found}


def unsolved(text: str, exercise: Exercise, names: list[str]) -> str:
    """Return a file in which some methods are as in the stub."""
    mine, given = (methods(each, exercise.class_name) for each in (text, stub(exercise)))
    for name in names:
        text = text.replace(mine[name], given[name])
    return text


def tasks(exercise: Exercise) -> list[str]:
    """Return the methods that a student writes, in order."""
    return list(methods(stub(exercise), exercise.class_name))
