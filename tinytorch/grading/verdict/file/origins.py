"""Where a mistake was made that shows in what another method gives.

What is wrong with the numbers says which mistake it is; the lines of the file say where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.outline import Outline
from tinytorch.grading.verdict.file.places import Place
from tinytorch.testing.compare import COMMA
from tinytorch.testing.lists import EMPTY, INCOMPLETE, REORDERED
from tinytorch.testing.masks import SAME_MASK
from tinytorch.testing.mistakes import COPIED
from tinytorch.testing.mistakes.dropout import P_OF_THE_LAST
from tinytorch.testing.mistakes.sequential import (
    FIRST_LEFT_OUT,
    LAST_ALONE,
    LAST_TO_FIRST,
    LAYERS_OF_THE_LAST,
    NONE_RUNS,
    SECOND_LEFT_OUT,
    SHARED_LAYERS,
    USED_UP,
)

#: What one object keeps for all.
_SHARED = {P_OF_THE_LAST, LAYERS_OF_THE_LAST, SHARED_LAYERS}

_TURNED = r"\[::-1\]|\breversed?\(|\bset\(|\bsorted\(|\binsert\(0"
_ONCE = r"\bset\(|\bfromkeys\(|\{.* for "
_CHOSEN = r"isinstance\(\w+, *\(?Layer\b"
_ONE_WALK = r"= *(?:iter|map|filter)\(|= *\(.* for "
_SEEDED = r"\bseed\(|\b(?:default_rng|RandomState|Random)\([^)\s]"
_ENDS_IN_A_COMMA = r"^(?:self\.\w+ *=|return\b).*,$|^return\b.*, *[\w.]+$"
_COPIES = r"\b(?:deep)?copy\(|\bTensor\(|\barray\("

#: Which signs of a mistake a line holds, and in which methods it may stand.
_SIGNS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "Linear": {
        COPIED: (_COPIES, ("parameters", "forward")),
        COMMA: (_ENDS_IN_A_COMMA, ("__init__", "forward")),
    },
    "Dropout": {
        SAME_MASK: (_SEEDED, ("__init__", "forward")),
        COMMA: (_ENDS_IN_A_COMMA, ("forward",)),
    },
    "Sequential": {
        COMMA: (_ENDS_IN_A_COMMA, ("forward",)),
        COPIED: (_COPIES, ("parameters", "__init__")),
        LAST_TO_FIRST: (_TURNED, ("__init__",)),
        REORDERED: (_TURNED, ("__init__",)),
        FIRST_LEFT_OUT: (_ONCE, ("__init__",)),
        SECOND_LEFT_OUT: (_ONCE, ("__init__",)),
        LAST_ALONE: (_ONCE, ("__init__",)),
        NONE_RUNS: (_CHOSEN, ("__init__",)),
        INCOMPLETE: (f"{_ONCE}|{_CHOSEN}", ("__init__",)),
        EMPTY: (f"{_CHOSEN}|{_ONE_WALK}", ("__init__",)),
        "": (_ONE_WALK, ("__init__",)),  # whatever shows first of it
        USED_UP: (_ONE_WALK, ("__init__",)),
    },
}


def of_mistake(answer: Answer, mistake: str | None) -> Place | None:
    """Return the line that makes a named mistake, where one shows it."""
    pattern, methods = _SIGNS.get(answer.class_name, {}).get(mistake or "", ("", ()))
    for method in methods:
        for number, text in _body(answer, method):
            if re.search(pattern, text):
                return answer.at(number, method)
    return None


def shared(answer: Answer, mistake: str | None) -> Finding | None:
    """Return the line of `__init__` that keeps in one place what each object should have."""
    if mistake not in _SHARED:
        return None
    own = set()
    on_class = rf"(?:{answer.class_name}|type\(self\)|self\.__class__)\.(\w+)"
    for number, text in _body(answer, "__init__"):
        here = answer.at(number, "__init__")
        if found := re.match(rf"{on_class}(?: *\+?=(?!=)|\.(?:append|extend|insert)\()", text):
            advice = f"The class has one {found[1]} for all: write self.{found[1]} in its place."
            return Finding(advice, mistake, here)
        if found := re.match(r"self\.(\w+)(?: *\+=|\.(?:append|extend|insert)\()", text):
            line = _list_made(answer.file, found[1])
            if line and found[1] not in own:
                advice = f"Line {line} makes one list for all: begin with self.{found[1]} = []."
                return Finding(advice, mistake, here)
        if found := re.match(rf"self\.(\w+) *=(?!=) *(?:{on_class}|(\w+))$", text):
            line = _list_made(answer.file, found[2] or found[3])
            if line:
                advice = f"Line {line} makes one list for all: begin with self.{found[1]} = []."
                return Finding(advice, mistake, here)
        if found := re.match(r"self\.(\w+) *=(?!=)", text):
            own.add(found[1])
    return None


def _list_made(file: Outline, name: str) -> int | None:
    """Return the line that makes a list outside a function's body: there, it is made once."""
    for number, text in enumerate(file.code, 1):
        outside = text.lstrip().startswith("def ") or file.around(number) is None
        if outside and re.search(rf"\b{name}\b *(?::[^=]+)?= *(?:\[|list\()", text):
            return number
    return None


def _body(answer: Answer, method: str) -> Iterator[tuple[int, str]]:
    for number, text in answer.body(method):
        yield number, text.partition("#")[0].rstrip()
