"""What more than one module of a class run says; other sentences stand where they are said."""

# ruff: noqa: D103 - each function is a sentence, which says itself what it is about

from __future__ import annotations

from collections.abc import Sequence

NOTHING_RAN = "no file could be read, so nothing ran"
NOT_HANDED_IN = "nothing was handed in"
GRADER_DIED = "the process that graded it ended; the same command tries again"


def unreadable(path: object, reason: str) -> str:
    return f"{path} cannot be read ({reason}); name a folder, a zip or a CSV of name and path."


def no_columns(path: object, wanted: Sequence[str]) -> str:
    return f"{path} needs a first line with the column {' or '.join(wanted)}."


def twice(path: object, line: int, value: str) -> str:
    return f"{path}, line {line}: {value} stands in an earlier line, too; each needs a line."


NOT_A_CLONE = "it is no clone of its own, so that --at finds no commits"


def some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:4])
    return f"{shown} and {len(names) - 4} more" if len(names) > 4 else shown


def unknown_time(whose: object, text: str) -> str:
    return f"The time {text} of {whose} is not understood: write it as 2026-11-30T23:59."
