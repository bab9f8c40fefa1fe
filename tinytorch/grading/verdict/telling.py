"""How it is told what a test has met: the lines of its message, its cause and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tinytorch.grading.model import Observed, Outcome
from tinytorch.grading.run.student_errors import Origin
from tinytorch.grading.text import visible
from tinytorch.grading.verdict.call_text import Call
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.places import Place
from tinytorch.testing.unmet import WIDTH, slug


def told(
    lines: Iterable[str],
    found: Finding | None,
    place: Place | None,
    *,
    more: Iterable[str] = (),
    outcome: Outcome = Outcome.FAILED,
    cause: str | None = None,
) -> Observed:
    """Return what a test met.

    Parameters
    ----------
    lines, more : iterable of str
        What stands above the advice, and below it.
    found : Finding or None
        What is wrong: its name is the cause, if it has one, and its place goes before `place`.
    place : Place or None
        Where a student is to look.
    outcome : Outcome
    cause : str, optional
        What is known without a name.
    """
    advice = [visible(found.advice)] if found and found.advice else []
    seen = Observed("", outcome, "\n".join([*lines, *advice, *more]), cause=cause)
    if found and found.name:
        seen = replace(seen, cause=visible(found.name), mistake=slug(found.name))
    return at(seen, found.place if found and found.place else place)


def at(seen: Observed, place: Place | None) -> Observed:
    """Return what a test met, with where a student is to look."""
    if place is None:
        return seen
    where = place.path, place.line, place.definition, place.task
    return replace(seen, path=where[0], line=where[1], definition=where[2], task=where[3])


def source_line(origin: Origin) -> list[str]:
    """Return where an exception left the student's code, with that line."""
    source = origin.source
    if len(source) > WIDTH - 4:  # folded, it would look like two lines of the file
        source = source[: WIDTH - 7].rstrip() + "..."
    return [f"{origin.path}, line {origin.line}:", f"    {source}"]


def called(call: Call | None) -> list[str]:
    """Return the line that says what a test called, where it is known."""
    return [f"Called: {call.text}"] if call else []
