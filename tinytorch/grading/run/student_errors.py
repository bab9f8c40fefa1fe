"""Exceptions of the student's code: where they left it, and what stands for the unusual ones.

In isolated mode an `Origin` comes with the exception; in direct mode it is read from its traceback.
"""

from __future__ import annotations

import dis
import linecache
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from tinytorch.core import layers
from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading.text import one_line, placeless, visible

MAX_THROUGH = 8  #: functions that are told of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and how an exception left the student's code."""

    path: str  #: relative to the checkout, "exercises/02_linear/linear.py"
    line: int
    source: str  #: the text of that line
    error: str  #: the name of the exception's own class
    message: str
    through: tuple[str, ...] = ()  #: the functions of that file, the innermost first


class OutsideException(Exception):
    """The student's code raised something outside Exception, such as SystemExit."""


def origin_of(error: BaseException) -> Origin | None:
    """Return where an exception left the student's code; None when it never was in there."""
    attached = getattr(error, "origin", None)
    if isinstance(attached, Origin):
        return attached
    place = left(error.__traceback__, lambda code: student_file(code.co_filename))
    if place is None:
        return None
    filename, line, through = place
    source = linecache.getline(filename, line).strip()
    said = plain(one_line(visible(str(error))))
    return Origin(student_file(filename) or "", line, source, type(error).__name__, said, through)


def left(
    frame: TracebackType | None, students: Callable[[CodeType], object]
) -> tuple[str, int, tuple[str, ...]] | None:
    """Return the last line of the student's that an exception passed: file, line, functions."""
    passed = []
    while frame is not None:
        if students(frame.tb_frame.f_code):
            passed.append((frame.tb_frame.f_code, frame.tb_lineno))
        frame = frame.tb_next
    if not passed:
        return None
    code, line = passed[-1]
    through = dict.fromkeys(
        each.co_qualname for each, _ in reversed(passed) if each.co_filename == code.co_filename
    )
    return code.co_filename, line, tuple(through)[:MAX_THROUGH]


def plain(said: str) -> str:
    """Return what an exception says without what belongs to this machine or to the tests."""
    # A class that a test defines is known by its own name, an object by its class.
    said = re.sub(r"[^\s<'\"]+\.<locals>\.", "", said)
    said = re.sub(r"<(?:[\w]+\.)*(\w+) object at 0x[0-9a-fA-F]+>", r"<\1 object>", said)
    return placeless(re.sub(r"(cannot import name .*) \([^()]*\)$", r"\1", said))


def where(name: str, method: str) -> tuple[str, int] | None:
    """Return file and line where a method of an exercise's class begins, as it says itself."""
    members = (vars(base)[method] for base in layers.load(name).__mro__ if method in vars(base))
    found: Any = next(members, None)
    for inner in ("fget", "__func__", "__wrapped__"):
        found = getattr(found, inner, None) or found
    code = getattr(found, "__code__", None)
    return (code.co_filename, code.co_firstlineno) if isinstance(code, CodeType) else None


def lines_of(source: bytes) -> list[str]:
    """Return the lines of a file as Python counts them."""
    # Form feeds and Unicode separators do not end one.
    text = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def student_file(filename: str) -> str | None:
    """Return an exercise's file relative to its checkout; None for any other file."""
    path = Path(filename)
    relative = "/".join(path.parts[-2:])
    if relative in EXERCISE_FILES.values() and len(path.parts) > 2:
        return "/".join(path.parts[-3:])
    return None


def raised_by_student(error: BaseException) -> bool:
    """Return whether an exception outside Exception was raised by code, and not by a key press.

    A KeyboardInterrupt of the user's arrives between two instructions; one that is raised comes
    from an instruction that raises.
    """
    if not isinstance(error, KeyboardInterrupt):
        return origin_of(error) is not None
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None or student_file(frame.tb_frame.f_code.co_filename) is None:
        return False
    return frame.tb_frame.f_code.co_code[frame.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def outside_exception(error: BaseException) -> OutsideException:
    """Return the exception that stands for one outside Exception, in both modes."""
    made = OutsideException(f"{type(error).__name__}: {error}")
    made.origin = origin_of(error)  # type: ignore[attr-defined]
    return made
