"""From the exception that ended a test to what the student is told.

An exception of the student's code is told with the student's own line. It has an `Origin`: in
isolated mode the one that came with it, in direct mode one read from its traceback.
"""

from __future__ import annotations

import dis
import linecache
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Outcome
from tinytorch.grading.text import one_line, visible
from tinytorch.grading.verdict import call_text
from tinytorch.grading.verdict.remedies import remedy
from tinytorch.testing.unmet import OPEN_TASK, WIDTH, Unmet

#: What Python says when a test uses the student's code in a way that it does not offer, and what
#: the student is asked then; no line of theirs has run.
_MISUSES = (
    (
        "TypeError",
        re.compile(
            r"takes no arguments|takes (from )?\d+ .*argument|unexpected keyword argument"
            r"|required (positional|keyword-only) argument|multiple values for argument"
            r"|some positional-only arguments"
        ),
        messages.OTHER_PARAMETERS,
    ),
    ("TypeError", re.compile("^Can't instantiate abstract class"), messages.ABSTRACT),
    ("TypeError", re.compile(r"'(list|tuple|dict)' object is not callable"), messages.NO_METHOD),
    ("TypeError", re.compile(r"^'\w+' object is not callable"), messages.NO_CALL),
    (
        "AttributeError",
        re.compile(rf"^'({'|'.join(EXERCISE_FILES)})' object has no attribute '(?!_)\w+'"),
        messages.NO_ATTRIBUTE,
    ),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and how an exception left the student's code."""

    path: str  #: relative to the checkout, "exercises/02_linear/linear.py"
    line: int
    source: str  #: the text of that line
    error: str  #: the name of the exception's own class
    message: str


class WorkerError(Exception):
    """The worker could not answer; carries the outcome that the test gets."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class OutsideException(Exception):
    """The student's code raised something outside Exception, such as SystemExit."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test's end means."""

    outcome: Outcome
    message: str = ""
    path: str | None = None
    line: int | None = None
    hint: str | None = None
    mistake: str | None = None
    cause: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, to travel as a pytest user property."""
        return {
            "outcome": self.outcome.value,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "hint": self.hint,
            "mistake": self.mistake,
            "cause": self.cause,
        }

    def text(self) -> str:
        """Return what pytest shows in place of a traceback."""
        return self.message if self.hint is None else f"{self.message}\nHint: {self.hint}"


def diagnose(error: BaseException | None) -> Finding:
    """Return what the exception that ended a test means; None means that it passed."""
    if error is None:
        return Finding(Outcome.PASSED)
    if isinstance(error, WorkerError):
        return Finding(error.outcome, str(error))
    if isinstance(error, ExerciseError):
        return _broken(error)
    if isinstance(error, Unmet):
        cause, mistake = error.cause, error.mistake
        return Finding(Outcome.FAILED, error.message, hint=error.hint, mistake=mistake, cause=cause)
    origin = origin_of(error)
    if origin is None:
        return _misused(error)
    if origin.error == "NotImplementedError" and OPEN_TASK.match(origin.message):
        return Finding(Outcome.NOT_STARTED, origin.message, origin.path, origin.line)
    cause = f"{origin.error}: {origin.message}" if origin.message else origin.error
    lines = [f"{origin.path}, line {origin.line}:", *_quoted(origin.source), cause]
    lines += _circumstances(error, origin)
    return Finding(Outcome.FAILED, "\n".join(lines), origin.path, origin.line, cause=cause)


def _quoted(source: str) -> list[str]:
    # Folded, it would look like two lines of the file.
    fits = len(source) <= WIDTH - 4
    return [f"    {source if fits else source[: WIDTH - 7].rstrip() + '...'}"]


def _circumstances(error: BaseException, origin: Origin) -> Iterator[str]:
    """Return what was called when the student's code raised, and what to do about it."""
    call = call_text.of(error)
    if call is not None:
        yield messages.called(call.text)
    # What a test notes in an exception says more than what holds for all of its kind.
    advice = getattr(error, "advice", None) or remedy(origin.error, origin.message)
    if advice:
        yield visible(str(advice))
    inner = next((each for each in EXERCISES if origin.path.endswith(each.file)), None)
    elsewhere = call and inner and inner not in (EXERCISES[0], call.exercise)
    # The container around a layer is suspected, unless the test itself was building the layer.
    if call and inner and elsewhere and not call.text.startswith(f"{inner.class_name}("):
        yield messages.handed_on(call.exercise.class_name)
    yield from (visible(note) for note in getattr(error, "__notes__", [])[-1:])


def _misused(error: BaseException) -> Finding:
    """Return what an exception means that left no line of the student's code."""
    kind, text = type(error).__name__, one_line(visible(str(error)))
    asked = (ask for name, said, ask in _MISUSES if name == kind and said.search(text))
    question = next(asked, None)
    if question is None:
        return Finding(Outcome.FAILED, messages.test_stopped(kind, text))
    call, cause = call_text.of(error), f"{kind}: {text}"
    lines = [cause, *([messages.called(call.text)] if call else []), question]
    return Finding(Outcome.FAILED, "\n".join(lines), cause=cause)


def _broken(error: ExerciseError) -> Finding:
    path = str(error.path)
    place = path if error.line is None else f"{path}, line {error.line}"
    kind, _, text = error.sentence.partition(": ")
    advice = remedy(kind, text)
    lines = [f"{place}: {error.sentence}"] + ([advice] if advice else [])
    return Finding(Outcome.BROKEN, "\n".join(lines), path, error.line, cause=error.sentence)


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
