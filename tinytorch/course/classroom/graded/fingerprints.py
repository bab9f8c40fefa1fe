"""Fingerprints of programs by winnowing (Schleimer, Wilkerson and Aiken, 2003).

A program is a row of tokens in which names, numbers and texts of the student's own are alike, and
comments, docstrings and layout do not count. Each run of K tokens is hashed; of each W neighbouring
hashes the least is kept. So every passage of K + W - 1 tokens that two programs share shows, and
none below K tokens does.
"""

from __future__ import annotations

import builtins
import codecs
import keyword
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache

from tinytorch.checkout import ROOT
from tinytorch.course.classroom.class_data import Passage
from tinytorch.grading.given.submission import Submission

K, W = 12, 6
MAX_CHARACTERS = 32 * 1024  #: of a file; nobody writes that much for an exercise

#: What a program is made of, whether or not Python could read it.
TOKEN = re.compile(
    r"""
    (?P<skip>\#[^\n]* | [\s\\]+)
  | (?P<text>[rbuf]{0,2}(?:'{3}.*?(?:'{3}|\Z) | \"{3}.*?(?:\"{3}|\Z)
             | '(?:\\.|[^'\\\n])*'? | "(?:\\.|[^"\\\n])*"?))
  | (?P<number>\d[\w.]*)
  | (?P<name>[^\W\d]\w*)
  | (?P<sign>\*\*|//|<<|>>|[-+*/%@&|^<>=!:]=|->|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
#: Names that say what a program does; all others are the student's to choose.
_KEPT = {*keyword.kwlist, *dir(builtins)}


def passages(submitted: Submission) -> tuple[Passage, ...]:
    """Return the fingerprints of a submission's files, without those of stub and reference."""
    return tuple(
        Passage(file.exercise.folder, fingerprint, first, last)
        for file in submitted.files
        if file.source is not None
        for fingerprint, first, last in fingerprints(file.source)
        if fingerprint not in _given(file.exercise.path)
    )


def fingerprints(source: bytes) -> list[tuple[int, int, int]]:
    """Return the fingerprints of a program, each with the first and last line of its passage."""
    tokens = list(_tokens(decoded(source)))
    words = [word for word, _ in tokens]
    hashes = [_hash(words[at : at + K]) for at in range(len(words) - K + 1)]
    kept: dict[int, int] = {}
    for start in range(max(1, len(hashes) - W + 1)):
        window = range(start, min(start + W, len(hashes)))
        if window:
            chosen = min(window, key=lambda at: (hashes[at], -at))
            kept[chosen] = hashes[chosen]
    return [(mark, tokens[at][1], tokens[at + K - 1][1]) for at, mark in kept.items()]


def decoded(source: bytes) -> str:
    """Return the text of a file, also of one that an editor has saved in UTF-16."""
    wide = source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return source.decode("utf-16" if wide else "utf-8-sig", "replace")


def _hash(words: Sequence[str]) -> int:
    return zlib.crc32("\n".join(words).encode("utf-8", "replace"))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Return the words of a program, each with its line."""
    line, begins = 1, True
    for found in TOKEN.finditer(text[:MAX_CHARACTERS]):
        word, kind = found[0], found.lastgroup
        if kind == "skip":
            begins = begins or ("\n" in word)
        elif not (kind == "text" and begins):  # a text that is a whole line is a docstring
            begins = False
            yield _word(word, kind), line
        line += word.count("\n")


def _word(word: str, kind: str | None) -> str:
    if kind == "name":
        return word if word in _KEPT else "name"
    return word if kind == "sign" else str(kind)


@cache
def _given(path: str) -> frozenset[int]:
    """Return the fingerprints of what everybody has: the stub, and the reference where it is."""
    places = [ROOT / path, ROOT / path.replace("exercises/", "solutions/", 1)]
    sources = [place.read_bytes() for place in places if place.is_file()]
    return frozenset(mark for source in sources for mark, _, _ in fingerprints(source))
