"""What a mistake looks like in code, without the words that may tell whose it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from tinytorch.course.classroom.fingerprints import MAX_CHARACTERS, TOKEN

LINES, COLUMNS = 24, 100  #: of an example

_DEFINITION = re.compile(r"\s*(def|class)\b")


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake as one submission made it."""

    message: str  #: what the student was told
    code: str  #: the method that made it; "" where it cannot be told


def code(text: str, line: int) -> str:
    """Return the definition that holds a line, without comments, docstrings and blank lines."""
    lines = "".join(_without_words(text[:MAX_CHARACTERS])).split("\n")
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


def _without_words(text: str) -> Iterator[str]:
    """Give a program's tokens as they stand; of comments and docstrings, only the line ends."""
    begins = True
    for found in TOKEN.finditer(text):
        token, kind = found[0], found.lastgroup
        docstring = kind == "text" and begins
        if docstring or token.startswith("#"):
            yield "\n" * token.count("\n")
        else:
            yield token
        begins = (begins or "\n" in token) if kind == "skip" else docstring


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
