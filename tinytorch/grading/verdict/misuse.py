"""What it means that a student's class cannot be used as a test, or other code, uses it."""

from __future__ import annotations

import re
from typing import NamedTuple

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading import messages
from tinytorch.grading.model import Observed, Outcome
from tinytorch.grading.run.student_errors import Origin
from tinytorch.grading.text import one_line, visible
from tinytorch.grading.verdict import blame, call_text, telling
from tinytorch.grading.verdict.file import attributes, methods, parameters
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.bodies import RETURNED
from tinytorch.grading.verdict.file.findings import Finding, Sign, shown
from tinytorch.grading.verdict.file.places import Place, Scene

_UNFIT = "The test could not go on with what your code gave: is it what the stub says?"
_OTHER_PARAMETERS = "Has the method the parameters of the stub, with self as the first?"
_NO_METHOD = "Is it a method, as in the stub, and not an attribute or a property?"
_NO_CALL = "Has its class a method __call__, or Layer as its base, which has one?"
_NO_ATTRIBUTE = "Does __init__ set it, with self. before it, and spelt like this?"

_CLASSES = "|".join(EXERCISE_FILES)
#: How Python names whose parameters did not fit.
_PARAMETERS = re.compile(rf"^({_CLASSES})\.(\w+)\(\) (?:takes|missing|got)")
_ATTRIBUTE = re.compile(rf"^'({_CLASSES})' object has no attribute '(\w+)'")
_UNMADE = re.compile(
    rf"^({_CLASSES})\(\) takes no arguments|abstract class '?({_CLASSES})\b"
    r"|__init__\(\) should return None"
)
_NOT_CALLABLE = re.compile(r"^'(\w+)' object is not callable")
#: What else Python says when a test calls the student's code in a way that it does not offer.
_OTHER_CALL = re.compile(
    r"takes (from )?\d+ .*argument|unexpected keyword argument|takes no arguments"
    r"|required (positional|keyword-only) argument|multiple values for argument"
    r"|some positional-only arguments"
)

_ABSTRACT = re.compile(r"@(?:\w+\.)?abstractmethod")
_GENERATOR = Sign(
    r"\byield\b", "yield makes __init__ a generator: set the attributes without it.",
    "__init__ holds a yield"
)  # fmt: skip


class Misuse(NamedTuple):
    """A use that a class does not allow."""

    class_name: str
    method: str
    question: str  #: what is asked where the file does not show the mistake
    found: Finding | None = None


def by_a_test(error: BaseException, scene: Scene) -> Observed:
    """Return what an exception means that left no line of the student's code."""
    kind, text = type(error).__name__, one_line(visible(str(error)))
    cause, call = f"{kind}: {text}", call_text.of(error)
    asked = call.subject if call else ("", "")
    use = of_class(kind, text, scene, asked) or _of_call(kind, text, scene, asked)
    if use is None and not blame.comes_of_a_value(error):
        return Observed("", Outcome.NOT_RUN, messages.test_broke(cause if text else kind))
    use = use or Misuse(*asked, _UNFIT)
    answer = Answer(scene, use.class_name)
    where = answer.beginning(use.method) if use.class_name else None
    found = use.found or Finding(use.question)
    return telling.told([cause, *telling.called(call)], found, where, cause=cause)


def of_class(
    kind: str, text: str, scene: Scene, asked: tuple[str, str], origin: Origin | None = None
) -> Misuse | None:
    """Return what Python's own words name as misused.

    Parameters
    ----------
    kind, text : str
        The exception.
    scene : Scene
    asked : tuple of two str
        Class and method that the test called; empty where it called none.
    origin : Origin, optional
        The line of the student's that misused it, where it was not the test.
    """
    if kind == "TypeError" and (match := _PARAMETERS.match(text)):
        # Layer's own method runs in the place of one that the class lacks.
        inherited = methods.missing(Answer(scene, asked[0]), match[2]) if asked[0] else None
        found = inherited or parameters.unlike_the_stub(Answer(scene, match[1]), match[2])
        return Misuse(match[1], match[2], _OTHER_PARAMETERS, found)
    if kind == "TypeError" and (match := _UNMADE.search(text)):
        made = match[1] or match[2] or ("" if origin else asked[0])
        found = _unmade(Answer(scene, made), text) if made else None
        return Misuse(made, "__init__", _OTHER_PARAMETERS, found)
    if kind == "AttributeError" and (match := _ATTRIBUTE.match(text)):
        answer = Answer(scene, match[1])
        line = origin.line if origin and origin.path == answer.path else None
        found = attributes.without_attribute(answer, match[2], line)
        return Misuse(match[1], "__init__", _NO_ATTRIBUTE, found)
    return None


def _of_call(kind: str, text: str, scene: Scene, asked: tuple[str, str]) -> Misuse | None:
    """Return what cannot be called as the test calls it."""
    if kind != "TypeError":
        return None
    if match := _NOT_CALLABLE.match(text):
        if match[1] in ("list", "tuple", "dict"):
            found = attributes.hidden(Answer(scene, asked[0]), asked[1]) if asked[0] else None
            return Misuse(*asked, _NO_METHOD, found)
        base = match[1] if match[1] in EXERCISE_FILES else "Layer"
        found = _no_layer(Answer(scene, base))
        found = found or methods.missing(Answer(scene, "Layer"), "__call__")
        return Misuse(base, "__call__", _NO_CALL, found)
    return Misuse(*asked, _OTHER_PARAMETERS) if _OTHER_CALL.search(text) else None


def _unmade(answer: Answer, message: str) -> Finding | None:
    """Return why Python refuses to make an object of an exercise's class."""
    place = answer.beginning("__init__")
    if "abstract class" in message:
        line = next((n for n, text in enumerate(answer.file.code, 1) if _ABSTRACT.search(text)), 0)
        advice = "Delete @abstractmethod: a Layer can be made, and its forward raises."
        at = Place(answer.path, line) if line else place
        return Finding(advice, "@abstractmethod keeps the class from being made", at)
    if "should return None" in message:
        if found := shown(answer, "__init__", [RETURNED, _GENERATOR]):
            return found
        for number, text in answer.body("__init__"):
            if re.match(r"return +(?!None\b)\S", text):
                place = answer.at(number, "__init__")  # the last one
        advice = "__init__ sets attributes, and returns nothing: delete the return."
        return Finding(advice, "__init__ returns a value", place)
    if "takes no arguments" in message:
        return methods.missing(answer, "__init__")
    return None


def _no_layer(answer: Answer) -> Finding | None:
    """Return that a class of an exercise has not Layer as its base, so that it cannot be called."""
    file, class_name = answer.file, answer.class_name
    holder = file.holder(class_name)
    if class_name == "Layer" or holder is None or "Layer" in file.head(holder):
        return None
    advice = f"Write class {class_name}(Layer): a call of a Layer runs its forward."
    return Finding(advice, f"{class_name} has not Layer as its base", answer.of_class())
