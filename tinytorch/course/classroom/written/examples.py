"""What a mistake looks like in code, without the words that may tell whose it is.

Only words that everybody's files hold are shown: those of the stubs, the reference, the tests, the
grader's own sentences, Python and NumPy. All others give way to a placeholder.
"""

from __future__ import annotations

import builtins
import keyword
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tinytorch.checkout import ROOT
from tinytorch.course.classroom.causes import Cause
from tinytorch.course.classroom.graded.fingerprints import MAX_CHARACTERS, TOKEN

LINES, COLUMNS = 24, 100  #: of an example
SHOWN = 3  #: examples of each cause, each with other code

HIDDEN = "…"  #: stands for a word of the student's own in a message

_DEFINITION = re.compile(r"\s*(def|class)\b")
_WORD = re.compile(r"[^\W\d]\w*")
_LONG_NUMBER = re.compile(r"(?<![\d.])\d{5,}(?!\.?\d)")  # it may be somebody's
_KNOWN_FILES = (
    "exercises/*/*.py", "solutions/*/*.py", "tinytorch/core/*.py", "tinytorch/testing/**/*.py",
    "tinytorch/grading/**/*.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake as one submission made it."""

    message: str  #: what the student was told
    code: str  #: the method that made it; "" where it cannot be told


def code(text: str, line: int) -> str:
    """Return the definition that holds a line: its structure, in words that everybody has."""
    lines = "".join(_masked(text[:MAX_CHARACTERS])).split("\n")
    above = range(min(line, len(lines)) - 1, -1, -1)
    start = next((number for number in above if _DEFINITION.match(lines[number])), None)
    if start is None:
        return ""
    kept = [lines[start]]
    for each in lines[start + 1 :]:
        if each.strip():
            if _indent(each) <= _indent(kept[0]):
                break
            kept.append(each)
    whole = textwrap.dedent("\n".join(kept)).split("\n")
    rest = ["..."] if len(whole) > LINES else []
    return "\n".join([each[:COLUMNS].rstrip() for each in whole[:LINES]] + rest)


def message(text: str) -> str:
    """Return a message without the words of the student's own."""
    shown = _WORD.sub(
        lambda word: word[0] if len(word[0]) == 1 or word[0] in _messages() else HIDDEN, text
    )
    return _LONG_NUMBER.sub(HIDDEN, shown)


@cache
def nameless(cause: Cause) -> Cause:
    """Return a cause without the words of the student's own."""
    return replace(cause, name=message(cause.name), method=message(cause.method))


def _masked(text: str) -> Iterator[str]:
    """Give a program's tokens; of comments and docstrings, only the line ends."""
    begins, names = True, dict[str, str]()
    for found in TOKEN.finditer(text):
        token, kind = found[0], found.lastgroup
        docstring = kind == "text" and begins
        if docstring or token.startswith("#"):
            yield "\n" * token.count("\n")
        elif kind == "text":
            yield '"..."' + "\n" * token.count("\n")
        elif kind == "name" and len(token) > 1 and token not in _programs():
            yield names.setdefault(token, f"name{len(names) + 1}")
        elif kind == "number":
            yield _LONG_NUMBER.sub("0", token) if token.isdigit() else _float(token)
        elif kind == "skip" or token.isascii():
            yield token
        begins = (begins or "\n" in token) if kind == "skip" else docstring


def _float(token: str) -> str:
    """Return a number as it stands, unless letters in it spell something."""
    return token if re.fullmatch(r"[\d_.]+(e\d*)?j?|0x[\da-f]{1,4}", token, re.IGNORECASE) else "0"


@cache
def _programs() -> frozenset[str]:
    """Return the names that programs of everybody's hold."""
    files = (path for pattern in _KNOWN_FILES[:3] for path in ROOT.glob(pattern))
    own = {*keyword.kwlist, *dir(builtins), *dir(np), *dir(np.ndarray), *dir(np.random), "rng"}
    written = "\n".join(_without_prose(path.read_text(encoding="utf-8")) for path in files)
    return frozenset({*own, *_WORD.findall(written)})


def _without_prose(text: str) -> str:
    return " ".join(each[0] for each in TOKEN.finditer(text) if each.lastgroup == "name")


@cache
def _messages() -> frozenset[str]:
    """Return the words that a message may hold: ours, and those of Python's own errors."""
    files = (path for pattern in _KNOWN_FILES for path in ROOT.glob(pattern))
    ours = _WORD.findall("\n".join(path.read_text(encoding="utf-8") for path in files))
    return frozenset({*_programs(), *ours, *_of_python()})


def _of_python() -> Iterable[str]:
    """Return lower-case words that explain Python and NumPy; what is a name begins otherwise."""
    explained = [vars(builtins)[name] for name in dir(builtins)] + [np.matmul, np.add, np.ndarray]
    words = _WORD.findall("\n".join(each.__doc__ or "" for each in explained))
    errors = "unsupported operand unexpected argument positional required missing takes given got"
    errors += " attribute unpack expected subscriptable callable iterable invalid syntax indent"
    errors += " unindent match outer level mismatch dimension core gufunc signature broadcast"
    errors += " together shapes operands block after statement was never closed forget comma"
    return [word for word in (*words, *errors.split()) if word.islower()]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
