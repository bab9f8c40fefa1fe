"""Methods that a class lacks, has under another name, or has twice.

Python shows such a mistake far from where it is: at whoever looks for the method.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.outline import Definition


def missing(answer: Answer, method: str) -> Finding | None:
    """Return what became of a method that the stub has and the student's class has not."""
    task, file, class_name = answer.tasks.get(method), answer.file, answer.class_name
    holder = file.holder(class_name)
    if task is None or holder is None or _has(answer, method):
        return None
    stray = next((e for e in file.definitions if e.name == method and e.kind == "def"), None)
    if stray is not None and (not stray.holders or stray.holders[0] == class_name):
        where = f"inside {stray.holders[-1]}" if stray.holders else "outside the class"
        name = f"{method} stands {where}, by its indentation"
        first = next(iter(file.methods(class_name)), None)
        column = first.indent if first else holder.indent + 4
        advice = f"Let def {method} begin {column} columns from the left, and its body with it."
        return Finding(advice, name, answer.at(stray.line, method, method))
    other = _alike(answer, method)
    if other is not None:
        name = f"{method} is spelt {other.name}"
        advice = f"Python looks for the name {method}: rename {other.name}."
        return Finding(advice, name, answer.at(other.line, method, other.name))
    advice = f"The stub has it; write it again:\n    {answer.stub.head_of(class_name, method)}"
    name = f"the class {class_name} has no method {method}"
    return Finding(advice, name, answer.of_class(method))


def twice(answer: Answer, method: str) -> Finding | None:
    """Return a method that the class defines again, further down."""
    file = answer.file
    own = [each for each in file.methods(answer.class_name) if each.name == method]
    plain = [each for each in own if not file.code[each.line - 2].lstrip().startswith("@")]
    if len(plain) < 2:
        return None
    advice = f"The one in line {plain[-2].line} is lost with it: delete one of the two."
    here = answer.at(plain[-1].line, method, method)
    return Finding(advice, f"{method} is defined twice, and the last one counts", here)


def _has(answer: Answer, method: str) -> bool:
    told = answer.scene.defined(answer.class_name, method)
    assigned = any(re.match(rf"\s+{method} *=", text) for text in answer.file.code)
    return bool(answer.method(method)) or assigned or (told is not None and told[0] == answer.path)


def _alike(answer: Answer, method: str) -> Definition | None:
    """Return the method whose name was meant to be that of another."""
    own = answer.file.methods(answer.class_name)
    others = {each.name: each for each in own if each.name not in answer.tasks}
    same = [name for name in others if same_word(name, method)]
    close = same or get_close_matches(method, others, 1, 0.7)
    return others[close[0]] if close else None


def same_word(name: str, other: str) -> bool:
    """Return whether the name of a method was meant to be the other."""
    alike = name.strip("_").casefold() == other.strip("_").casefold()
    return alike or (name.startswith("_") and bool(get_close_matches(name, [other], 1, 0.7)))
