"""Why Python makes no object of a class, or none that can be called."""

from __future__ import annotations

import re

from tinytorch.grading.verdict import methods, places
from tinytorch.grading.verdict.answers import Answer
from tinytorch.grading.verdict.bodies import RETURNED
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.places import Place
from tinytorch.grading.verdict.signs import Sign, shown

_ABSTRACT = re.compile(r"@(?:\w+\.)?abstractmethod")
_GENERATOR = Sign(
    r"\byield\b",
    "yield makes __init__ a generator: set the attributes without it.",
    "__init__ holds a yield",
)


def of_class(answer: Answer, message: str) -> Finding | None:
    """Return why Python refuses to make an object of an exercise's class."""
    place = places.of_method(answer.scene, answer.class_name, "__init__")
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


def no_layer(answer: Answer) -> Finding | None:
    """Return that a class of an exercise has not Layer as its base, so that it cannot be called."""
    file, class_name = answer.file, answer.class_name
    holder = file.holder(class_name)
    if class_name == "Layer" or holder is None or "Layer" in file.head(holder):
        return None
    advice = f"Write class {class_name}(Layer): a call of a Layer runs its forward."
    place = places.of_class(answer.scene, class_name)
    return Finding(advice, f"{class_name} has not Layer as its base", place)
