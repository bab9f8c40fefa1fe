"""The failure of a graded test: what was seen, what should have been, and perhaps a question."""

from __future__ import annotations

import re
import textwrap
from typing import NoReturn

#: How the message of a task begins that still stands in the stub.
OPEN_TASK = re.compile(r"TODO \d+\.\d+")

#: How the sentence begins that names a mistake.
NAMED = "This is what you get when"

_OWN_LINES = (NAMED, "Hint: ")  #: how lines begin that go on with none before

#: A terminal of 80 columns indents messages by 6, and what is folded by 2 more.
WIDTH = 72
#: Of the 12 lines that a student reads, the first may say where.
MAX_LINES = 11


class Unmet(AssertionError):
    """The student's code ran and did something else than the contract says.

    Attributes
    ----------
    message : str
        Plain lines: what was called, what came back, what should have.
    hint : str or None
        One question.
    cause : str or None
        The name of the mistake, where it can be told.
    mistake : str or None
        A stable id of that name.
    """

    def __init__(self, message: str, hint: str | None = None, cause: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message}\nHint: {hint}")
        self.message = message
        self.hint = hint
        self.cause = cause
        self.mistake = None if cause is None else slug(cause)


def fail(
    *paragraphs: str | list[str], hint: str | None = None, mistake: str | None = None
) -> NoReturn:
    """Raise `Unmet`.

    Parameters
    ----------
    *paragraphs : str or list of str
        A sentence, which is wrapped, or lines that are shown as they are, indented.
    hint : str, optional
        One question; it would lead away from a mistake that has a name, and is left out then.
    mistake : str, optional
        The mistake by name, as it completes the sentence "This is what you get when …".
    """
    __tracebackhide__ = True
    lines: list[str] = []
    for paragraph in paragraphs:
        if isinstance(paragraph, str):
            lines += textwrap.wrap(paragraph, WIDTH, break_on_hyphens=False)
        else:
            lines += [f"    {line}"[:WIDTH] for line in paragraph]
    named = f"{NAMED} {mistake}." if mistake is not None else ""
    last = textwrap.wrap(named, WIDTH, break_on_hyphens=False)
    hint = hint if mistake is None else None
    asked = textwrap.wrap(f"Hint: {hint}", WIDTH) if hint is not None else []
    lines = lines[: MAX_LINES - len(last) - len(asked)] + last
    raise Unmet("\n".join(lines), hint, mistake)


def unwrapped(message: str, width: int) -> str:
    """Return a message as it is where it fits, else with each sentence in one line again."""
    if width >= WIDTH:
        return message
    lines: list[str] = []
    last = ""
    for line in message.split("\n"):
        word = line.partition(" ")[0]
        new = not word or last[:1].isspace() or last.endswith(":") or line.startswith(_OWN_LINES)
        if new or len(last) + 1 + len(word) <= WIDTH:
            lines.append(line)
        else:  # it was the width that ended the line before
            lines[-1] += f" {line}"
        last = line
    return "\n".join(lines)


def slug(name: str) -> str:
    """Return the stable id of a mistake: its name in lower case, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
