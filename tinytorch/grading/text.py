"""Makes text that comes from a student harmless to show, in a terminal, a log or Markdown.

Each function does one thing to a string and knows nothing of reports.
"""

from __future__ import annotations

import re
import sys
import sysconfig
import tempfile
import textwrap
import unicodedata
from functools import cache
from pathlib import Path

from tinytorch.checkout import ROOT

#: Line and paragraph separators, controls, invisible and direction marks, lone surrogates.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: The longest text of a student's that is looked at; a terminal page has 2,000.
MAX_CHARACTERS = 4000

#: What makes a spreadsheet take a cell for a formula, the wide forms included: at its beginning,
#: and behind what another spreadsheet takes for the end of a cell.
_FORMULA = re.compile(r"(^|[;|\t])(?=[\s'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20])")
#: A name that begins with a sign computes nothing, and an import would not know it otherwise.
_SIGNED = re.compile(r"-(?![\d.]+$)[\w.@-]*")

_TOGETHER = re.compile(
    r"\b(TODO|line|exercise|NumPy|Python|seed) (?=\d)|(\(\d+|\d,) (?=points?\)|\d+[,)])"
)

_MARKDOWN = re.compile(r"[\\`*_\[\]|~#!]")


def visible(text: str) -> str:
    r"""Write what cannot be seen as its escape (``\x1b``, ``\u202e``); keep ``\n``."""
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _INVISIBLE:
        return character
    return ascii(character)[1:-1]


def broken_up(text: str) -> str:
    """Part ``::`` and ``##[``, which a workflow log would read as commands.

    A blank parts them because Python reads it as nothing: ``x[::2]`` becomes ``x[: :2]``.
    """
    return re.sub(r":(?=:)", ": ", text).replace("##[", "## [")


def harmless(text: str) -> str:
    """Make text visible and free of workflow commands."""
    return broken_up(visible(text))


def placeless(text: str) -> str:
    """Leave out the folders of this machine that a message may name; the files' names remain."""
    return _places().sub("", text) if "/" in text or "\\" in text else text


@cache
def _places() -> re.Pattern[str]:
    """Return what matches the folders of this checkout, of Python and of its packages."""
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, str(Path.home())]
    paths += [str(ROOT), tempfile.gettempdir()]
    folders = {str(form) for path in paths for form in (Path(path), Path(path).resolve())}
    longest = sorted((each for each in folders if len(each) > 1), key=len, reverse=True)
    ended = "|".join(re.escape(each) for each in longest)
    ours = r"(?:[\\/]tinytorch-[^\\/\s]+(?:[\\/]worker-\d+)?)?"
    return re.compile(rf"(?:{ended}){ours}[\\/]")


def one_line(text: str, separator: str = " / ") -> str:
    """Join the lines that hold something."""
    return separator.join(filter(None, map(str.strip, text.split("\n"))))


def bounded(text: str, limit: int) -> str:
    """Cut text to at most `limit` characters, the mark of the cut included."""
    mark = " [...]"
    if len(text) <= limit:
        return text
    return text[: limit - len(mark)].rstrip() + mark if limit > len(mark) else text[:limit]


def clean(text: str) -> str:
    """Make text visible, and no longer than a message needs to be."""
    return bounded(visible(text[:MAX_CHARACTERS]), MAX_CHARACTERS)


def excerpt(text: str, lines: int, characters: int) -> str:
    """Cut text to some lines and characters, and say how many lines were left out."""
    text = text.strip("\n")
    shown = bounded(text, characters).split("\n")[:lines]
    left = text.count("\n") + 1 - len(shown)
    if left:
        # What was cut before it came here had more lines than can be counted now.
        shown.append(f"[{'over ' if text.endswith('[...]') else ''}{left} more lines]")
    return "\n".join(shown)


def wrapped(text: str, width: int, indent: str = "", hanging: str = "  ") -> str:
    """Indent every line, and fold those that would pass `width`, without touching the others.

    A number stays with its word: ``TODO 2.2``, ``line 7``, ``(1 point)``.
    """
    folded = []
    for line in _TOGETHER.sub("\\1\\2\xa0", text).split("\n"):
        margin = indent + line[: len(line) - len(line.lstrip())]
        fill = textwrap.TextWrapper(
            width=max(width, len(margin) + 20),
            initial_indent=margin,
            subsequent_indent=margin + hanging,
            break_on_hyphens=False,
            drop_whitespace=True,
        )
        fits = len(indent) + len(line) <= width
        folded += [(indent + line).rstrip()] if fits else fill.wrap(line.lstrip())
    return "\n".join(folded).replace("\xa0", " ")


def guarded(text: str) -> str:
    """Return a cell of a table, with an apostrophe wherever a spreadsheet would run it."""
    return text if _SIGNED.fullmatch(text) else _FORMULA.sub(r"\1'", text)


def fenced(text: str) -> str:
    """Return a Markdown code block whose fence is longer than any run of backticks in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def markdown(text: str) -> str:
    """Return one line of Markdown that shows text literally, also in a table cell."""
    text = one_line(text, " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(r"\\\g<0>", text)
    # Neither a backslash nor a blank stops mathematics and mentions; an entity does.
    return text.replace("$", "&#36;").replace("@", "&#64;")


def markup(text: str) -> str:
    """Return one line of HTML that shows text literally."""
    import html  # a worker does without its table of names

    return html.escape(one_line(text, " "), quote=False)


def command_data(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Escape a property of a workflow command, such as its title."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")
