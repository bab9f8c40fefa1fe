"""From the exception that ended a test to what the student is told.

An exception of the student's code is told with the student's own line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tinytorch.core.layers import EXERCISE_FILES, ExerciseError
from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Observed, Outcome
from tinytorch.grading.run.isolation.errors import WorkerError
from tinytorch.grading.run.student_errors import Origin, origin_of
from tinytorch.grading.text import one_line, visible
from tinytorch.grading.verdict import call_text
from tinytorch.grading.verdict.remedies import remedy
from tinytorch.testing.links import IN_WORDS
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


def diagnose(error: BaseException | None, nodeid: str = "") -> Observed:
    """Return what the exception that ended a test means; None means that it passed."""
    observed = _diagnosed(error)
    named = (said for name, said in IN_WORDS.items() if re.search(rf"\b{name}\b", observed.message))
    return replace(observed, nodeid=nodeid, message="\n".join([observed.message, *named]))


def _diagnosed(error: BaseException | None) -> Observed:
    if error is None:
        return Observed("", Outcome.PASSED)
    if isinstance(error, WorkerError):
        origin = origin_of(error)
        path, line = (origin.path, origin.line) if origin else (None, None)
        return Observed("", error.outcome, str(error), path, line)
    if isinstance(error, ExerciseError):
        return _broken(error)
    if isinstance(error, Unmet):
        cause, mistake = error.cause, error.mistake
        return Observed(
            "", Outcome.FAILED, error.message, hint=error.hint, mistake=mistake, cause=cause
        )
    origin = origin_of(error)
    if origin is None:
        return _misused(error)
    if origin.error == "NotImplementedError" and OPEN_TASK.match(origin.message):
        return Observed("", Outcome.NOT_STARTED, origin.message, origin.path, origin.line)
    cause = f"{origin.error}: {origin.message}" if origin.message else origin.error
    lines = [f"{origin.path}, line {origin.line}:", *_quoted(origin.source), cause]
    lines += _circumstances(error, origin)
    return Observed("", Outcome.FAILED, "\n".join(lines), origin.path, origin.line, cause=cause)


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


def _misused(error: BaseException) -> Observed:
    """Return what an exception means that left no line of the student's code."""
    kind, text = type(error).__name__, one_line(visible(str(error)))
    asked = (ask for name, said, ask in _MISUSES if name == kind and said.search(text))
    question = next(asked, None)
    if question is None:
        return Observed("", Outcome.FAILED, messages.test_stopped(kind, text))
    call, cause = call_text.of(error), f"{kind}: {text}"
    lines = [cause, *([messages.called(call.text)] if call else []), question]
    return Observed("", Outcome.FAILED, "\n".join(lines), cause=cause)


def _broken(error: ExerciseError) -> Observed:
    path = str(error.path)
    place = path if error.line is None else f"{path}, line {error.line}"
    kind, _, text = error.sentence.partition(": ")
    advice = remedy(kind, text)
    lines = [f"{place}: {error.sentence}"] + ([advice] if advice else [])
    return Observed("", Outcome.BROKEN, "\n".join(lines), path, error.line, cause=error.sentence)
