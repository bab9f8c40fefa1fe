"""Exceptions of the student's code: where they left it, and what stands for the unusual ones.

In isolated mode an `Origin` comes with the exception; in direct mode it is read from its traceback.
"""

from __future__ import annotations

import dis
import linecache
import re
from dataclasses import dataclass
from pathlib import Path

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading.text import one_line, visible


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and how an exception left the student's code."""

    path: str  #: relative to the checkout, "exercises/02_linear/linear.py"
    line: int
    source: str  #: the text of that line
    error: str  #: the name of the exception's own class
    message: str


class OutsideException(Exception):
    """The student's code raised something outside Exception, such as SystemExit."""


def origin_of(error: BaseException) -> Origin | None:
    """Return where an exception left the student's code; None when it never was in there."""
    attached = getattr(error, "origin", None)
    if isinstance(attached, Origin):
        return attached
    found, frame = None, error.__traceback__
    while frame is not None:
        path = _student_file(frame.tb_frame.f_code.co_filename)
        if path is not None:
            source = linecache.getline(frame.tb_frame.f_code.co_filename, frame.tb_lineno).strip()
            # A class that a test defines is known by its own name.
            said = re.sub(r"\S+\.<locals>\.", "", one_line(visible(str(error))))
            found = Origin(path, frame.tb_lineno, source, type(error).__name__, said)
        frame = frame.tb_next
    return found


def _student_file(filename: str) -> str | None:
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
    if frame is None or _student_file(frame.tb_frame.f_code.co_filename) is None:
        return False
    return frame.tb_frame.f_code.co_code[frame.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def outside_exception(error: BaseException) -> OutsideException:
    """Return the exception that stands for one outside Exception, in both modes."""
    made = OutsideException(f"{type(error).__name__}: {error}")
    made.origin = origin_of(error)  # type: ignore[attr-defined]
    return made
