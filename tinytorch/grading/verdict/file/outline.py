"""The classes and methods of a student's file, told from its lines alone.

The file is never parsed here: it may be no Python at all, or made to exhaust whoever parses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TEXT = re.compile(r'("""|\'\'\')(?:\\.|(?!\1).)*?(?:\1|\Z)', re.DOTALL)
_HEAD = re.compile(r"([ \t]*)(?:async +)?(class|def) +(\w+)")


@dataclass(frozen=True, slots=True)
class Definition:
    """A class or function that a line begins."""

    kind: str  #: "class" or "def"
    name: str
    line: int  #: 1-based
    indent: int  #: columns before it
    holders: tuple[str, ...]  #: names of the classes and functions around it

    @property
    def qualified(self) -> str:
        """Its name with those around it: ``Linear.forward``."""
        return ".".join((*self.holders, self.name))


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file defines.

    Attributes
    ----------
    lines : sequence of str
        The file; texts over several lines, such as docstrings, are left out of `code`.
    """

    lines: Sequence[str]
    code: Sequence[str]
    definitions: tuple[Definition, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.code)

    def holder(self, name: str) -> Definition | None:
        """Return the class of a name at the top level; the last one is the one that counts."""
        found = [each for each in self.definitions if each.kind == "class" and not each.holders]
        return next((each for each in reversed(found) if each.name == name), None)

    def methods(self, name: str) -> list[Definition]:
        """Return the methods that a class defines itself."""
        return [each for each in self.definitions if each.holders == (name,) and each.kind == "def"]

    def method(self, class_name: str, name: str) -> Definition | None:
        """Return a method that a class defines itself; the last one is the one that counts."""
        own = reversed(self.methods(class_name))
        return next((each for each in own if each.name == name), None)

    def around(self, line: int) -> Definition | None:
        """Return the innermost function that holds a line."""
        indent = _indent(self.lines[line - 1]) if 0 < line <= len(self.lines) else 0
        for each in reversed(self.definitions):
            if each.line == line and each.kind == "def":
                return each
            if each.line < line and each.indent < indent:
                if each.kind == "def":
                    return each
                indent = each.indent
        return None

    def head(self, definition: Definition) -> str:
        """Return the line that begins a function, all of it where it has several."""
        text = ""
        for line in self.code[definition.line - 1 : definition.line + 19]:
            text += " " + line.partition("#")[0].strip()
            if text.count("(") <= text.count(")"):
                break
        return " ".join(text.split())

    def head_of(self, class_name: str, name: str) -> str:
        """Return the head of a method; "" where the class has none of that name."""
        own = self.method(class_name, name)
        return self.head(own) if own else ""

    def body(self, definition: Definition) -> Iterator[tuple[int, str]]:
        """Give the lines of code of a function, each with its number, without its first."""
        for number, text in enumerate(self.code[definition.line :], definition.line + 1):
            stripped = text.strip()
            if stripped and _indent(text) <= definition.indent and not stripped.startswith(")"):
                return
            if stripped and not stripped.startswith("#"):
                yield number, stripped


#: The outline of a file that is not known.
NOTHING = Outline((), (), ())


def read(lines: Sequence[str]) -> Outline:
    """Return what a file defines, given its lines."""
    code = _TEXT.sub(_emptied, "\n".join(lines)).split("\n")
    found: list[Definition] = []
    open_: list[Definition] = []
    for number, text in enumerate(code, 1):
        head = _HEAD.match(text)
        if head is None:
            continue
        indent = _indent(text)
        while open_ and open_[-1].indent >= indent:
            open_.pop()
        holders = tuple(each.name for each in open_)
        open_.append(Definition(head[2], head[3], number, indent, holders))
        found.append(open_[-1])
    return Outline(lines, code, tuple(found))


def parameters(head: str) -> list[str]:
    """Return the parameters of a function's head, each with its stars and default."""
    inner = head[head.find("(") + 1 : head.rfind(")")]
    found, depth = [""], 0
    for character in inner:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [each.strip() for each in found if each.strip() not in ("", "/", "*")]


def bare(parameter: str) -> str:
    """Return the name of a parameter alone."""
    return re.split(r"[:=]", parameter, maxsplit=1)[0].strip(" *")


def _emptied(match: re.Match[str]) -> str:
    return '""' + "\n" * match[0].count("\n")


def _indent(text: str) -> int:
    expanded = text.expandtabs(8)
    return len(expanded) - len(expanded.lstrip())
