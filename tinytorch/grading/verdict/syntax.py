"""What Python cannot read in a line, and what to write in its place."""

from __future__ import annotations

import re
import unicodedata

from tinytorch.grading.verdict import newer
from tinytorch.grading.verdict.file.findings import Finding, Sign, told

_CHARACTER = re.compile(r"invalid (?:non-printable )?character (?:'.+' \()?U\+([0-9A-Fa-f]{4,6})")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00b4": "'",
           "\u2032": "'", "\u00ab": '"', "\u00bb": '"'}  # fmt: skip
_SIGNS = {"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00d7": "*", "\u00b7": "*", "\u00f7": "/",
          "\uff08": "(", "\uff09": ")", "\uff0c": ",", "\uff1a": ":", "\uff1d": "=", "\uff0e": ".",
          "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u2026": "..."}  # fmt: skip


#: What no line of Python looks like.
_NO_PYTHON = (
    Sign(r"^\s*(%%?\w|!\w|\?\w)", "Delete this line: such commands work in notebooks only.",
         "a notebook's command stands in the file"),
    Sign(r"^\s*(>>> |\.\.\. |In \[\d*\]:)", "Delete the prompt before the code.",
         "a prompt was copied with the code"),
    Sign(r"^\s*```", "Delete this line, and its partner.", "the marks of a code block were copied"),
    Sign(r"\b(from|import)\b.*\b0\d_\w+",
         "A name cannot begin with a digit: import from tinytorch.core.layers, as the stub does.",
         "a folder that begins with a digit is imported"),
)  # fmt: skip
#: What Python says, and what to do about it; elsewhere its own words say what is wrong.
_SAID = (
    Sign("^TabError", "Indent with spaces only; an editor can convert the tabs of a file."),
    Sign("^IndentationError: unexpected", "Does this line begin in the column of the line above?"),
    Sign("^IndentationError: expected", "Is what belongs to it there, four columns further in?"),
    Sign("^IndentationError", "Does this line begin in the column of its block?"),
    Sign("null byte", "The file holds bytes that are no text: save it as UTF-8."),
    Sign("codec|encoding|Non-UTF-8", "Save the file as UTF-8."),
    Sign("outside function", "Indent it like the other lines of its function."),
    Sign("^SyntaxError: invalid syntax$",
         "Python cannot read this line: is a sign too many or missing, here or above?"),
)  # fmt: skip


def of_line(kind: str, message: str, line: str) -> Finding | None:
    """Return what Python cannot read in a line."""
    if found := newer.of_syntax(message, line):
        return found
    if character := _CHARACTER.search(message):
        return _of_character(chr(int(character[1], 16)), line)
    return told(line, _NO_PYTHON) or told(f"{kind}: {message}", _SAID)


def _of_character(character: str, line: str) -> Finding:
    at = line.find(character)
    before = line[: max(at, 0)].split()[-1:]
    where = f", after {before[0][-20:]}" if before else ""
    called = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    if character in _QUOTES:
        advice = f"Type {_QUOTES[character]} in its place{where}: text programs bend the quotes."
        return Finding(advice, "the quotes are bent ones, from a text program")
    if character in _SIGNS:
        advice = f"Type {_SIGNS[character]} in its place{where}."
        return Finding(advice, f"{called} stands where {_SIGNS[character]} is meant")
    if unicodedata.category(character) in ("Zs", "Cf", "Cc"):
        space = unicodedata.category(character) == "Zs"
        advice = f"Delete what cannot be seen{where}{', and type a plain space' if space else ''}."
        return Finding(advice, f"an invisible sign stands in the line: {called}")
    return Finding(f"Python does not know this sign{where}: was another meant?")
