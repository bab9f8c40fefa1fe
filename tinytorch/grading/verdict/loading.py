"""Why a student's file cannot be loaded, and what to do: told from its text and Python's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.verdict import newer, outline
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.outline import Outline
from tinytorch.grading.verdict.places import Place

_CHARACTER = re.compile(r"invalid (?:non-printable )?character (?:'.+' \()?U\+([0-9A-Fa-f]{4,6})")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00b4": "'",
           "\u2032": "'", "\u00ab": '"', "\u00bb": '"'}  # fmt: skip
_SIGNS = {"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00d7": "*", "\u00b7": "*", "\u00f7": "/",
          "\uff08": "(", "\uff09": ")", "\uff0c": ",", "\uff1a": ":", "\uff1d": "=", "\uff0e": ".",
          "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u2026": "..."}  # fmt: skip
_CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)( |$)")


def of_file(path: str, lines: Sequence[str]) -> Finding | None:
    """Return what stands in the file in place of a student's code, where it is something else."""
    exercise = next((each for each in EXERCISES if path.endswith(each.file)), EXERCISES[0])
    text = "\n".join(lines).lstrip("\ufeff \t\n")
    conflict = next((n for n, line in enumerate(lines, 1) if _CONFLICT.match(line)), None)
    if not text:
        advice = f"Save your work to it, or put the stub back: nox -s reset -- {exercise.number}"
        return Finding(advice, "the file is empty")
    if text.startswith("version https://git-lfs"):
        advice = "Take *.py out of .gitattributes (git lfs untrack), add the file again and push."
        return Finding(advice, "Git LFS has put a pointer in the place of the file", Place(path, 1))
    if text.startswith("<"):
        advice = "Save the file itself (on GitHub: the button Raw), not the page that shows it."
        if conflict is None:
            return Finding(advice, "the file is a web page, not Python", Place(path, 1))
    if text.startswith("{") and '"cells"' in text:
        advice = "Copy the code out of its cells, or export it as an executable script."
        return Finding(advice, "the file is a notebook, not Python", Place(path, 1))
    if conflict is not None:
        advice = (
            "Keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>."
        )
        return Finding(advice, "a merge conflict is left in the file", Place(path, conflict))
    return None


def of_class(path: str, sentence: str, lines: Sequence[str]) -> Finding | None:
    """Return why a file that was loaded does not give its class."""
    exercise = next((each for each in EXERCISES if path.endswith(each.file)), None)
    if exercise is None:
        return None
    name = exercise.class_name
    if f"imports {name}" in sentence or "is needed to load" in sentence:
        others = "|".join(each.class_name for each in EXERCISES)
        pattern = re.compile(rf"\s*(from\s.*)?import\s.*\b({others})\b")
        line = next((n for n, text in enumerate(lines, 1) if pattern.match(text)), None)
        own = f"imports {name}" in sentence
        said = f"{name} is imported into the file that defines it" if own else None
        return Finding("", said, Place(path, line)) if line else None
    if "does not define the class" not in sentence:
        return None
    return _renamed(path, exercise, lines)


def _renamed(path: str, exercise: Exercise, lines: Sequence[str]) -> Finding | None:
    name, defined = exercise.class_name, outline.read(lines).definitions
    classes = {each.name: each for each in defined if each.kind == "class"}
    nested = classes.get(name)
    if nested is not None and not nested.holders and nested.indent == 0:
        again = (n for n, text in enumerate(lines, 1) if re.match(rf"{name}\b[^=(]*=(?!=)", text))
        line = next(again, nested.line)
        advice = f"{name} is to be the class itself: delete what gives the name to something else."
        return Finding(advice, f"the name {name} is given to something else", Place(path, line))
    if nested is not None:
        within = nested.holders[-1] if nested.holders else "a block"
        advice = f"Let class {name} begin at the left margin."
        return Finding(advice, f"class {name} stands inside {within}", Place(path, nested.line))
    others = {each.class_name: each for each in EXERCISES if each.class_name != name}
    other = next((each for each in classes if each in others), None)
    if other and name.casefold() not in map(str.casefold, classes):
        advice = f"It holds class {other}, which belongs into {others[other].path}."
        at = Place(path, classes[other].line)
        return Finding(advice, f"the file of {name} holds another exercise", at)
    folded = {each.casefold(): each for each in classes}
    close = folded.get(name.casefold()) or next(
        iter(get_close_matches(name, classes, 1, 0.5)), None
    )
    if close:
        advice = f"Tests and other files look for {name}: rename {close}."
        place = Place(path, classes[close].line)
        return Finding(advice, f"the class is called {close} instead of {name}", place)
    return Finding(
        f"Does the file still hold class {name}? nox -s reset -- {exercise.number} puts"
        " the stub back.",
        f"there is no class {name} in the file",
    )


def of_syntax(kind: str, message: str, line: str) -> Finding | None:
    """Return what Python cannot read in a line."""
    if found := newer.of_syntax(message, line):
        return found
    if character := _CHARACTER.search(message):
        return _of_character(chr(int(character[1], 16)), line)
    if re.match(r"\s*(%%?\w|!\w|\?\w)", line):
        return Finding("Delete this line: such commands work in notebooks only.",
                       "a notebook's command stands in the file")  # fmt: skip
    if re.match(r"\s*(>>> |\.\.\. |In \[\d*\]:)", line):
        return Finding("Delete the prompt before the code.", "a prompt was copied with the code")
    if re.match(r"\s*```", line):
        return Finding(
            "Delete this line, and its partner.", "the marks of a code block were copied"
        )
    if re.search(r"\b(from|import)\b.*\b0\d_\w+", line):
        advice = (
            "A name cannot begin with a digit: import from tinytorch.core.layers, as the stub does."
        )
        return Finding(advice, "a folder that begins with a digit is imported")
    if kind == "TabError":
        return Finding("Indent with spaces only; an editor can convert the tabs of a file.")
    if kind == "IndentationError":
        asked = {"unexpected": "Does this line begin in the column of the line above?",
                 "expected": "Is what belongs to it there, four columns further in?"}  # fmt: skip
        ask = asked.get(message.split()[0], "Does this line begin in the column of its block?")
        return Finding(ask)
    if "null byte" in message:
        return Finding("The file holds bytes that are no text: save it as UTF-8.")
    if re.search("codec|encoding|Non-UTF-8", message):
        return Finding("Save the file as UTF-8.")
    if "outside function" in message:
        return Finding("Indent it like the other lines of its function.")
    if message == "invalid syntax":
        return Finding(
            "Python cannot read this line: is a sign too many or missing, here or above?"
        )
    return None  # Python's own words say what is wrong


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


def of_what_follows(line: int, file: Outline) -> Finding | None:
    """Return what to do with a line below the classes, which tries them out and fails."""
    text = file.code[line - 1] if 0 < line <= len(file.code) else ""
    classes = [each.line for each in file.definitions if each.kind == "class"]
    if not classes or line < classes[0] or text[:1].isspace() or not text.strip():
        return None
    if re.match(r"(class|def|import|from|@|get_ipython)\b", text):
        return None
    advice = (
        'It runs each time the file is loaded: delete it, or put if __name__ == "__main__": above.'
    )
    return Finding(advice, "a line below the class runs when the file is loaded, and fails")
