"""Why a student's file cannot be loaded, and what to do: told from its text and Python's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from tinytorch.core.layers import ExerciseError
from tinytorch.grading import messages
from tinytorch.grading.model import BY_CLASS, EXERCISES, Exercise, Observed, Outcome, of_file
from tinytorch.grading.run.student_errors import plain
from tinytorch.grading.verdict import syntax, telling
from tinytorch.grading.verdict.file import outline
from tinytorch.grading.verdict.file.findings import Finding, Sign, told
from tinytorch.grading.verdict.file.outline import Definition, Outline
from tinytorch.grading.verdict.file.places import Place, Scene
from tinytorch.grading.verdict.remedies.fault import Fault
from tinytorch.grading.verdict.remedies.table import remedy

#: What is told alike of a line above the class, in it and below.
_ANYWHERE = ("SystemExit", "NameError", "ImportError", "ModuleNotFoundError")

_CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)( |$)")
#: How a file begins that holds something else than code.
_NO_CODE = (
    Sign(r"^version https://git-lfs",
         "Take *.py out of .gitattributes (git lfs untrack), add the file again and push.",
         "Git LFS has put a pointer in the place of the file"),
    Sign(r"^<(?!<<<<<<)",
         "Save the file itself (on GitHub: the button Raw), not the page that shows it.",
         "the file is a web page, not Python"),
    Sign(r'(?s)^\{.*"cells"',
         "Copy the code out of its cells, or export it as an executable script.",
         "the file is a notebook, not Python"),
)  # fmt: skip


def broken(error: ExerciseError, scene: Scene) -> Observed:
    """Return what a test met whose file could not be loaded."""
    path, sentence = str(error.path), plain(error.sentence)
    lines = scene.lines(path)
    kind, _, text = sentence.partition(": ")
    found = _of_file(path, lines) if lines else None
    found = found or _of_class(path, sentence, lines) or _of_line(kind, text, error.line, lines)
    line = found.place.line if found and found.place else error.line
    place = path if line is None else f"{path}, line {line}"
    says_it = found is not None and found.name is not None and not kind.isidentifier()
    head = [f"{place}: {found.name if says_it and found else sentence}"]
    seen = telling.told(head, found, None, outcome=Outcome.BROKEN, cause=sentence)
    return replace(seen, path=path, line=line)


def _of_file(path: str, lines: Sequence[str]) -> Finding | None:
    """Return what stands in the file in place of a student's code, where it is something else."""
    exercise = of_file(path) or EXERCISES[0]
    text = "\n".join(lines).lstrip("\ufeff \t\n")
    if not text:
        advice = f"Save your work to it, or put the stub back: {_reset(exercise)}"
        return Finding(advice, "the file is empty")
    if found := told(text, _NO_CODE):
        return replace(found, place=Place(path, 1))
    conflict = next((n for n, line in enumerate(lines, 1) if _CONFLICT.match(line)), None)
    if conflict is None:
        return None
    advice = "Keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>."
    return Finding(advice, "a merge conflict is left in the file", Place(path, conflict))


def _of_class(path: str, sentence: str, lines: Sequence[str]) -> Finding | None:
    """Return why a file that was loaded does not give its class."""
    exercise = of_file(path)
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
    file = outline.read(lines)
    classes = {each.name: each for each in file.definitions if each.kind == "class"}
    if name in classes:
        return _hidden(path, classes[name], lines)
    return _renamed(path, exercise, classes)


def _hidden(path: str, found: Definition, lines: Sequence[str]) -> Finding:
    """Return why a class is not there, although the file has it."""
    name = found.name
    if found.holders or found.indent:
        within = found.holders[-1] if found.holders else "a block"
        advice = f"Let class {name} begin at the left margin."
        return Finding(advice, f"class {name} stands inside {within}", Place(path, found.line))
    again = (n for n, text in enumerate(lines, 1) if re.match(rf"{name}\b[^=(]*=(?!=)", text))
    place = Place(path, next(again, found.line))
    advice = f"{name} is to be the class itself: delete what gives the name to something else."
    return Finding(advice, f"the name {name} is given to something else", place)


def _renamed(path: str, exercise: Exercise, classes: dict[str, Definition]) -> Finding:
    """Return which class stands in the place of the one that is wanted."""
    name = exercise.class_name
    folded = {each.casefold(): each for each in classes}
    other = next((each for each in classes if each in BY_CLASS), None)
    if other and name.casefold() not in folded:
        advice = f"It holds class {other}, which belongs into {BY_CLASS[other].path}."
        at = Place(path, classes[other].line)
        return Finding(advice, f"the file of {name} holds another exercise", at)
    same = [folded[name.casefold()]] if name.casefold() in folded else []
    for close in same or get_close_matches(name, classes, 1, 0.5):
        advice = f"Tests and other files look for {name}: rename {close}."
        place = Place(path, classes[close].line)
        return Finding(advice, f"the class is called {close} instead of {name}", place)
    advice = f"Does the file still hold class {name}? {_reset(exercise)} puts the stub back."
    return Finding(advice, f"there is no class {name} in the file")


def _of_line(kind: str, text: str, line: int | None, lines: Sequence[str]) -> Finding | None:
    """Return what is wrong in the line that could not be run."""
    at, file = line or 0, outline.read(lines)
    source = lines[at - 1] if 0 < at <= len(lines) else ""
    if kind in ("SyntaxError", "IndentationError", "TabError"):
        return syntax.of_line(kind, text, source)
    # Names and imports are as wrong above the class as below it.
    tried = None if kind in _ANYWHERE else _of_what_follows(at, file)
    return tried or remedy(Fault(kind, text, source, at, file))


def _of_what_follows(line: int, file: Outline) -> Finding | None:
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


def _reset(exercise: Exercise) -> str:
    return messages.nox(f"reset -- {exercise.number}")
