"""The call of a test that ended in an exception, as a student would write it.

It is read from the test's own line, so that no test has to say it twice, and so that both modes
say the same: what lies below the test differs between them.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from tinytorch import testing
from tinytorch.grading.model import BY_FOLDER, EXERCISES, Exercise
from tinytorch.testing.build import run, train
from tinytorch.testing.show import inline, number

_HELPERS = Path(testing.__file__).parent
_PLAIN = (type(None), bool, int, str)


@dataclass(frozen=True, slots=True)
class Call:
    """What a test called."""

    text: str  #: "Dropout(1).forward(x, training=True), with x of shape (20, 30)"
    exercise: Exercise  #: whose test it is

    @property
    def subject(self) -> tuple[str, str]:
        """The class that it calls, and which of its methods."""
        return subject(self.text, self.exercise)


def subject(text: str, exercise: Exercise) -> tuple[str, str]:
    """Return which class, and which of its methods, words such as ``layer.forward(x)`` speak of.

    Parameters
    ----------
    text : str
        A call, or a sentence that begins with one.
    exercise : Exercise
        Whose test says it.
    """
    named = re.search(rf"\b({'|'.join(each.class_name for each in EXERCISES)})\(", text)
    method = re.search(r"\.(forward|parameters)\(|\b(?:layer|model|\w+\(\))(\()", text)
    if method is None:
        return (named[1] if named else exercise.class_name), "__init__"
    # A network of other layers is an answer of the exercise's own class.
    return exercise.class_name, method[1] or "__call__"


def of(error: BaseException) -> Call | None:
    """Return the call from which an exception came; None when no graded test made one."""
    found, exercise = None, None
    frame = error.__traceback__
    while frame is not None:
        path = Path(frame.tb_frame.f_code.co_filename)
        exercise = exercise or _exercise(path)
        if exercise is not None:
            # Helpers call for the test; whatever follows is the student's, or the way there.
            if path.parent != _HELPERS and _exercise(path) is None:
                break
            # A layer of the test's own was called by the test, and helpers speak for it.
            if frame.tb_frame.f_code.co_name not in (run.__name__, train.__name__, "__init__"):
                found = frame
        frame = frame.tb_next
    text = None if found is None else _text(found)
    return None if text is None or exercise is None else Call(text, exercise)


def _exercise(path: Path) -> Exercise | None:
    if not path.name.startswith("test_"):
        return None
    return BY_FOLDER.get(path.parent.name)


def _text(frame: TracebackType) -> str | None:
    """Return the call that a frame was at, with what it was given."""
    code, known = frame.tb_frame.f_code, frame.tb_frame.f_locals
    positions = next(islice(code.co_positions(), frame.tb_lasti // 2, None))
    source = "".join(linecache.getlines(code.co_filename))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and positions == (
            node.lineno,
            node.end_lineno,
            node.col_offset,
            node.end_col_offset,
        ):
            spoken = _Spoken(known).visit(node)
            if any(isinstance(each, ast.Starred) for each in ast.walk(spoken)):
                return None  # the name of a comprehension, whose value newer Pythons have dropped
            return ", with ".join([ast.unparse(spoken), *_given(spoken, known)])
    return None


class _Spoken(ast.NodeTransformer):
    """Leaves out what a student would not write, and puts short values in the place of names."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "nn":
            return ast.Name(node.attr)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(ast.Name("Tensor"), [ast.Name() as array], []):
                return self.visit(array)  # type: ignore[no-any-return]
            case ast.Call(ast.Name(run.__name__), [layer, x]):
                node = ast.Call(ast.Attribute(layer, "forward"), [x], [])
            case ast.Call(ast.Name(train.__name__), [layer, x]):
                flag = ast.keyword("training", ast.Constant(True))
                node = ast.Call(ast.Attribute(layer, "forward"), [x], [flag])
            case ast.Call(ast.Name(helper), [ast.Name("nn"), *given]):
                node = ast.Call(ast.Name(helper.capitalize()), given, node.keywords)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        value = self._known.get(node.id)
        if type(value) is float:
            return ast.Name(number(value))
        plain = type(value) in _PLAIN and node.id in self._known
        return ast.Name(repr(value)) if plain else node

    def visit_Starred(self, node: ast.Starred) -> Any:
        value = self._known.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if type(value) is tuple and all(type(length) is int for length in value):
            return [ast.Constant(length) for length in value]
        return self.generic_visit(node)


def _given(call: ast.AST, known: Mapping[str, Any]) -> Iterator[str]:
    """Return the arrays that a call names: small ones whole, others by their shape."""
    names = dict.fromkeys(node.id for node in ast.walk(call) if isinstance(node, ast.Name))
    arrays = [(name, known.get(name)) for name in names]
    shown = [
        f"{name} = {small}" if (small := inline(value)) else f"{name} of shape {value.shape}"
        for name, value in arrays
        if type(value) is np.ndarray
    ]
    if shown:
        yield " and ".join(shown)
