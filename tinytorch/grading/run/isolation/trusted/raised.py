"""The exceptions of one test: its own, and those of student code, which messages tell of."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from tinytorch.core.layers import ExerciseError
from tinytorch.grading.run.student_errors import MAX_THROUGH, Origin, OutsideException, plain
from tinytorch.grading.text import bounded, one_line, visible

MAX_MESSAGE = 1000  #: characters of an exception's message


class Unexpected(Exception):
    """The worker sent something that does not belong here."""


class Raised:
    """What was raised in one test.

    Parameters
    ----------
    source_line : callable
        Gives the text of a line of the submission: path and line to text, or None where there
        is no such line.
    """

    def __init__(self, source_line: Callable[[str, int], str | None]) -> None:
        self._source_line = source_line
        self._own: dict[int, Exception] = {}

    def keep(self, error: Exception) -> int:
        """Note an exception of the test's own, and return its number."""
        self._own[len(self._own)] = error
        return len(self._own) - 1

    def read(self, what: list[Any]) -> Exception:
        """Return the exception that an error message stands for."""
        match what:
            case [str(kind), str(message), str(shown), place, raised]:
                pass
            case _:
                raise Unexpected("an error without its fields")
        if type(raised) is int and raised not in self._own:
            raise Unexpected("an exception that no test raised")
        # Cut first: to make text visible takes time and memory for each of its characters.
        message = bounded(plain(one_line(visible(message[: 2 * MAX_MESSAGE]))), MAX_MESSAGE)
        path, line, source, through = self.placed(place)
        if kind == "ExerciseError":
            return ExerciseError(path or "exercises", line, message)
        # A test's own comes back as it was, and has passed through the student's code on its way.
        error = self._own[raised] if type(raised) is int else _builtin(kind)(message)
        if path is not None and line is not None:
            shown = bounded(one_line(visible(shown[:80])), 80)  # a class may have any name
            origin = Origin(path, line, source or "", shown, message, through)
            error.origin = origin  # type: ignore[attr-defined]
        return error

    def placed(self, place: Any) -> tuple[str | None, int | None, str | None, tuple[str, ...]]:
        match place:
            case (str(path), int(line), tuple(through)):
                source = self._source_line(path, line)
                functions = tuple(str(name)[:80] for name in through[:MAX_THROUGH])
                if source is not None:
                    return path, line, source, functions
            case (str(path), None, tuple()) if self._source_line(path, 0) is not None:
                return path, None, None, ()
        return None, None, None, ()


def _builtin(name: str) -> type[Exception]:
    """Return the builtin exception of a name that takes one message; "" is outside Exception."""
    if not name:
        return OutsideException
    found = getattr(builtins, name, None)
    if not (isinstance(found, type) and issubclass(found, Exception)):
        raise Unexpected("an exception of no known type")
    return _takes_message(found)


def builtin_base(kind: type) -> type[Exception]:
    """Return the nearest builtin base of an exception's class that takes one message."""
    return next(
        _takes_message(base)
        for base in kind.__mro__
        if getattr(builtins, base.__name__, None) is base and issubclass(base, Exception)
    )


def _takes_message(kind: type[Exception]) -> type[Exception]:
    """Return the class, or its nearest base that is built from one message alone."""
    for base in kind.__mro__:
        try:
            base("")
        except TypeError:
            continue
        return base
    raise AssertionError("Exception takes a message")
