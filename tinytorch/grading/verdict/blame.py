"""Whose an exception is that left no line of the student's: a test's own, or that of a value.

A test's own is a fault of ours, and then there is no grade. One that comes of what the student's
code gave, such as a None in the place of a Tensor, fails the test.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator
from pathlib import Path

from tinytorch.grading.model import EXERCISES

#: Of these no value can be the cause.
_OURS = (NameError, ImportError, SyntaxError)


def comes_of_a_value(error: BaseException) -> bool:
    """Return whether the line of the test that failed was using something of the student's."""
    frame = error.__traceback__
    while frame is not None and not _is_test(frame.tb_frame.f_code.co_filename):
        frame = frame.tb_next
    if frame is None or isinstance(error, _OURS):
        return False
    code = frame.tb_frame.f_code
    source = "".join(linecache.getlines(code.co_filename))
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    test = next((node for node in functions if node.name == code.co_name), None)
    statement = test and _statement(test, frame.tb_lineno)
    return bool(test and statement and _names(statement) & _tainted(test))


def _is_test(filename: str) -> bool:
    path = Path(filename)
    folders = {each.folder for each in EXERCISES}
    return path.name.startswith("test_") and path.parent.name in folders


def _statement(test: ast.FunctionDef, line: int) -> ast.stmt | None:
    """Return the smallest statement that holds a line."""
    found = [
        node
        for node in ast.walk(test)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return min(found, key=lambda node: (node.end_lineno or 0) - node.lineno, default=None)


def _tainted(test: ast.FunctionDef) -> set[str]:
    """Return the names of a test that stand for something of the student's."""
    tainted = {"nn"}
    while True:
        more = {
            name
            for node in ast.walk(test)
            for value, targets in _assigned(node)
            if _names(value) & tainted
            for target in targets
            for name in _names(target)
        }
        if more <= tainted:
            return tainted
        tainted |= more


def _assigned(node: ast.AST) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    """Give each value that a node gives names to, with what it gives it to."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield value, list(targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield value, [target]
        case ast.NamedExpr(target=target, value=value) | ast.AugAssign(target=target, value=value):
            yield value, [target]
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            yield value, [target]
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield value, [target]
        case ast.ClassDef(name=name):
            yield node, [ast.Name(name)]


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
