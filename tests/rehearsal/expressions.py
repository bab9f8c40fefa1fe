"""The expressions of a workflow, ``${{ ... }}``: as much of the language as ours use.

Anything else is an error, so that a workflow cannot outgrow its rehearsal unnoticed.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[\w.-]+|&&|\|\||==|!=|[!()])")
_EMBEDDED = re.compile(r"\$\{\{(.*?)\}\}", re.S)
_CONSTANTS = {"true": True, "false": False, "null": None}

#: Without one of these, a condition means "... and nothing has failed so far".
STATUS = re.compile(r"\b(success|failure|cancelled|always)\(\)")

Functions = Mapping[str, Callable[[], bool]]


def fill(text: str, contexts: Mapping[str, Any]) -> str:
    """Return a text with the values of its expressions in their places."""
    return _EMBEDDED.sub(lambda found: shown(evaluate(found[1], contexts, {})), text)


def holds(condition: str, contexts: Mapping[str, Any], functions: Functions) -> bool:
    """Return whether the condition of a step is met."""
    bare = _EMBEDDED.sub(r"\1", condition)
    if not STATUS.search(bare):
        bare = f"success() && ({bare})"
    return bool(evaluate(bare, contexts, functions))


def shown(value: object) -> str:
    """Return a value as it stands in a text."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def evaluate(expression: str, contexts: Mapping[str, Any], functions: Functions) -> Any:
    """Return the value of an expression."""
    parser = _Parser(expression, contexts, functions)
    value = parser.either()
    if parser.tokens:
        raise ValueError(f"{expression!r} goes on where it should end: {parser.tokens}")
    return value


class _Parser:
    """Evaluates while it reads; each method is a level of precedence."""

    def __init__(self, expression: str, contexts: Mapping[str, Any], functions: Functions) -> None:
        self.tokens = list(self._split(expression.strip()))
        self.contexts, self.functions = contexts, functions

    @staticmethod
    def _split(expression: str) -> Any:
        position = 0
        while position < len(expression):
            found = _TOKEN.match(expression, position)
            if not found:
                raise ValueError(f"{expression!r} is not understood from {expression[position:]!r}")
            yield found[1]
            position = found.end()

    def _next(self, *signs: str) -> bool:
        if self.tokens and self.tokens[0] in signs:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> Any:
        value = self.both()
        while self._next("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> Any:
        value = self.compared()
        while self._next("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self) -> Any:
        value = self.single()
        while self.tokens[:1] in (["=="], ["!="]):
            wanted = self.tokens.pop(0) == "=="
            same = shown(value).casefold() == shown(self.single()).casefold()
            value = same is wanted
        return value

    def single(self) -> Any:
        if self._next("!"):
            return not self.single()
        if self._next("("):
            value = self.either()
            if not self._next(")"):
                raise ValueError("a bracket is not closed")
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self._next("("):
            if not self._next(")"):
                raise ValueError(f"{token} is called with arguments, which is not rehearsed")
            return self.functions[token]()
        return _CONSTANTS[token] if token in _CONSTANTS else self._looked_up(token)

    def _looked_up(self, name: str) -> Any:
        first, *rest = name.split(".")
        value = self.contexts[first]  # a context that is not rehearsed is an error
        for part in rest:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value
