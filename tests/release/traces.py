"""Finds the reference's answers in text and in byte code, however they were dressed up.

What is sought are the bodies of two or more lines that a student is to write. Text is reduced to
its tokens: blanks, line breaks, comments and what marks a quotation at the margin do not count,
and one name is like another. Byte code is reduced to its instructions.
"""

import ast
import dis
import functools
import keyword
import marshal
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from tests.release.making import ROOT
from tinytorch.grading.model import EXERCISES

_STRING = re.compile(r'\b[bfr]*"[^"\n]*"|"[^"\n]*"')
_COMMENT = re.compile(r"#.*")
_QUOTED = re.compile(r"^[ \t>+|-]+", re.M)
_COMMENTED_OUT = re.compile(r"^[ \t>+|#-]+", re.M)
_TOKEN = re.compile(r"[^\W\d]\w*|\d[\d.]*|\S")


@dataclass(frozen=True)
class Answer:
    """The body of one function of the reference."""

    name: str
    shape: str
    instructions: tuple[str, ...]


def answers(reference: str, stub: str) -> Iterator[Answer]:
    """Return the bodies of two or more lines that the reference has and the stub lacks."""
    code = {each.co_qualname: each for each in _code(compile(reference, "reference", "exec"))}
    given = {name: ast.dump(function) for name, function in _functions(stub)}
    for name, function in _functions(reference):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        text = "\n".join(map(ast.unparse, body))
        if given[name] != ast.dump(function) and len(text.splitlines()) >= 2:
            source = "\n".join(reference.splitlines()[body[0].lineno - 1 : body[-1].end_lineno])
            yield Answer(name, _shape(source), _instructions(code[name]))


def found_in_text(answers: Iterable[Answer], content: bytes) -> set[str]:
    """Return the names of the answers that a text holds, as it is or in another text's quotes."""
    text = content.decode("utf-8", "replace")
    unquoted = text.replace(r"\n", "\n").replace(r"\t", "\t").replace(r"\"", '"')
    margins = (_QUOTED.sub("", text), _COMMENTED_OUT.sub("", text))
    shapes = [_shape(reading) for reading in (text, unquoted, *margins)]
    return {answer.name for answer in answers if any(answer.shape in shape for shape in shapes)}


def found_in_byte_code(answers: Iterable[Answer], content: bytes) -> set[str]:
    """Return the names of the answers that a compiled module of this Python holds."""
    assert content.startswith(MAGIC_NUMBER), "byte code of another Python cannot be read"
    known = set(map(_instructions, _code(marshal.loads(content[16:]))))
    return {answer.name for answer in answers if answer.instructions in known}


def _functions(source: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for holder in ast.parse(source).body:
        for item in getattr(holder, "body", []):
            if isinstance(item, ast.FunctionDef):
                yield f"{holder.name}.{item.name}", item


def _code(module: CodeType) -> Iterator[CodeType]:
    yield module
    for constant in module.co_consts:
        if isinstance(constant, CodeType):
            yield from _code(constant)


def _instructions(code: CodeType) -> tuple[str, ...]:
    return tuple(instruction.opname for instruction in dis.get_instructions(code))


def _shape(text: str) -> str:
    """Return the tokens of a text between blanks, with one word for all names and strings."""
    tokens = _TOKEN.findall(_COMMENT.sub("", _STRING.sub("string", text)))
    named = (token if not _is_name(token) else "name" for token in tokens)
    return f" {' '.join(named)} "


def _is_name(token: str) -> bool:
    return token.isidentifier() and not keyword.iskeyword(token)


ANSWERS = [
    answer
    for exercise in EXERCISES
    for answer in answers(
        (ROOT / "solutions" / exercise.folder / exercise.file).read_text("utf-8"),
        (ROOT / exercise.path).read_text("utf-8"),
    )
]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def traces(items: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    found = {name: _found(content, name.endswith(".pyc")) for name, content in items}
    return {name: answers for name, answers in found.items() if answers}


@functools.cache  # the products have most of their files in common
def _found(content: bytes, compiled: bool) -> set[str]:
    return (found_in_byte_code if compiled else found_in_text)(ANSWERS, content)
