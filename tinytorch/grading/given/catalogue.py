"""Lists the graded tests and their points by reading the syntax of the pristine test files.

The points possible come from here alone: a run that loses tests cannot make the total smaller.
Nothing is imported, so a listing never depends on what the tests or the submission do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from tinytorch.grading.model import EXERCISES, Exercise, GradedTest, OwnFault

_BAD_POINTS = "points takes one positive integer, written out: @pytest.mark.points(3)"
_MISPLACED_POINTS = "points belong on a plain function test_... at the top level of the module"
_TWO_POINTS_MARKERS = "a test has one points marker; remove the second"


class CatalogueError(OwnFault):
    """A test file from which points cannot be read; the message names file and line."""


def read(root: Path, exercises: Iterable[Exercise] = EXERCISES) -> tuple[GradedTest, ...]:
    """Return the graded tests of some exercises, in file order, then in source order.

    Parameters
    ----------
    root : Path
        The grader's own checkout.
    exercises : iterable of Exercise

    Raises
    ------
    CatalogueError
        An exercise without graded tests, or a test file whose points cannot be read.
    """
    tests: list[GradedTest] = []
    for exercise in exercises:
        found = list(_of_exercise(root, exercise))
        if not found:
            raise CatalogueError(_no_graded_tests(f"exercises/{exercise.folder}"))
        tests += found
    return tuple(tests)


def _of_exercise(root: Path, exercise: Exercise) -> Iterator[GradedTest]:
    for path in sorted((root / "exercises" / exercise.folder).glob("test_*.py")):
        name = path.relative_to(root).as_posix()
        try:
            tree = ast.parse(path.read_bytes(), filename=name)
        except (OSError, SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            problem = getattr(error, "msg", None) or str(error)
            raise CatalogueError(_bad_test_file(name, line, problem)) from None
        for function, points in _graded(tree, name):
            title = _title(function, name)
            yield GradedTest(f"{name}::{function.name}", exercise.folder, title, points)


def _graded(tree: ast.Module, name: str) -> Iterator[tuple[ast.FunctionDef, int]]:
    """Return the module-level test functions with points; refuse points anywhere else."""
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    strays: set[ast.expr] = {node for node in attributes if _is_points(node)}
    seen: dict[str, int] = {}
    graded = []
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not function.name.startswith("test_"):
            continue
        if function.name in seen:
            first = seen[function.name]
            twice = f"{function.name} is already defined on line {first}"
            raise _error(function, name, f"{twice}; give one of the two another name")
        seen[function.name] = function.lineno
        calls = [node for node in function.decorator_list if _is_points(_marker(node))]
        if len(calls) > 1:
            raise _error(calls[1], name, _TWO_POINTS_MARKERS)
        if calls:
            strays.remove(_marker(calls[0]))
            graded.append((function, _points(calls[0], name)))
    if strays:
        raise _error(min(strays, key=attrgetter("lineno")), name, _MISPLACED_POINTS)
    yield from graded


def _is_points(node: ast.expr) -> bool:
    """Whether an expression reads ``pytest.mark.points`` or ``mark.points``."""
    match node:
        case ast.Attribute(value=ast.Attribute(attr="mark") | ast.Name(id="mark"), attr="points"):
            return True
    return False


def _marker(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _points(decorator: ast.expr, name: str) -> int:
    match decorator:
        # `type(...) is int` because True is an int as well.
        case ast.Call(args=[ast.Constant(value=points)], keywords=[]) if (
            type(points) is int and points > 0
        ):
            return points
    raise _error(decorator, name, _BAD_POINTS)


def _title(function: ast.FunctionDef, name: str) -> str:
    docstring = (ast.get_docstring(function) or "").strip()
    if not docstring:
        untitled = f"{function.name} needs a docstring"
        raise _error(function, name, f"{untitled}; reports show its first line as the test's title")
    return docstring.splitlines()[0].rstrip()


def _error(node: ast.expr | ast.stmt, name: str, sentence: str) -> CatalogueError:
    return CatalogueError(_bad_test_file(name, node.lineno, sentence))


def _bad_test_file(path: str, line: int, sentence: str) -> str:
    return f"{path}, line {line}: {sentence}."


def _no_graded_tests(folder: str) -> str:
    return (
        f"{folder} holds no graded test (a function test_... in a file test_*.py, marked with "
        "@pytest.mark.points)."
    )
