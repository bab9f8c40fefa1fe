"""What more than one module of a class run says; other sentences stand where they are said."""

# ruff: noqa: D103 - each function is a sentence, which says itself what it is about

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

NOTHING_RAN = "no file could be read, so nothing ran"
NOT_HANDED_IN = "nothing was handed in"
GRADER_DIED = "the process that graded it ended; the same command tries again"


def quoted(name: object) -> str:
    """Set off a name that somebody else has chosen, such as a student's, a file's or a tag's."""
    return '"{}"'.format(str(name).replace('"', "'"))


def some(names: Sequence[str]) -> str:
    shown = ", ".join(map(quoted, names[:4]))
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown


def any_of(names: Iterable[str]) -> str:
    *first, last = map(quoted, names)
    return f"{', '.join(first)} or {last}" if first else last


def meant(name: str, known: Iterable[str]) -> str:
    """Ask, at the end of a sentence, whether a known name is meant; "" where none is near."""
    close = get_close_matches(name, list(known), 1)
    return f"; did you mean {quoted(close[0])}?" if close else ""


def unreadable(path: object, reason: str) -> str:
    return (
        f"{quoted(path)} cannot be read ({reason}); name a folder, a zip or a CSV of name and path."
    )


def no_columns(path: object, wanted: str) -> str:
    return f"{quoted(path)} needs a first line with the names of its columns, among them {wanted}."


def twice(path: object, line: int, value: str) -> str:
    return (
        f"{quoted(path)}, line {line}: {quoted(value)} stands in an earlier line, too; each needs "
        "a line of its own."
    )


NOT_A_CLONE = "it is no clone of its own, so that --at finds no commits"


def unknown_time(whose: str, text: str, where: str = "") -> str:
    return (
        f"The time {quoted(text)} of {quoted(whose)}{where} is not understood: write it as "
        "2026-11-30T23:59."
    )
