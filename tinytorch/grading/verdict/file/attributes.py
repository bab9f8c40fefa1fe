"""Why an object lacks an attribute, or a method hides behind one."""

from __future__ import annotations

import re
from difflib import get_close_matches

from tinytorch.grading.verdict.file import methods, parameters, places
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.outline import Outline
from tinytorch.grading.verdict.file.places import Place

#: What others read of a layer, or what its own methods share.
_ATTRIBUTES = {"Linear": ("weight", "bias"), "Dropout": ("p",), "Sequential": ("layers",)}

_SET = re.compile(r"self\.(\w+)(?: *:[^=]+)? *=(?!=)|self\.(\w+) *,.*[^=!<>]=(?!=)")


def without_attribute(answer: Answer, attribute: str, line: int | None = None) -> Finding | None:
    """Return why an object of an exercise's class lacks an attribute, when a line reads it."""
    found = methods.missing(answer, "__init__")
    if found is not None or attribute in answer.tasks:
        return found or methods.missing(answer, attribute)
    return (
        _parameter_of_the_reader(answer, attribute, line)
        or _class_defined_twice(answer)
        or _set_at_another_time(answer, attribute)
        or _local_of_init(answer, attribute)
        or _spelt_otherwise(answer, attribute)
        or _never_set(answer, attribute)
    )


def hidden(answer: Answer, method: str) -> Finding | None:
    """Return the attribute that stands in the way of a method of the same name."""
    line = _attributes_set(answer.file).get(method)
    if line is None:
        return parameters.unlike_the_stub(answer, method)
    place = places.of_error(answer.path, line, (), answer.file.lines)
    advice = f"Give the attribute another name, and leave {method} to the method."
    return Finding(advice, f"self.{method} = ... hides the method {method}", place)


def _parameter_of_the_reader(answer: Answer, attribute: str, line: int | None) -> Finding | None:
    reader = answer.file.around(line) if line else None
    if reader is None or reader.name == "__init__":
        return None
    if attribute not in parameters.names(answer.file.head(reader)):
        return None
    advice = f"{attribute} is a parameter of {reader.name}: write it without self."
    return Finding(advice, f"self. stands before {attribute}, a parameter")


def _class_defined_twice(answer: Answer) -> Finding | None:
    name = answer.class_name
    again = [each.line for each in answer.file.definitions if each.qualified == name]
    if len(again) < 2:
        return None
    advice = f"The class in line {again[0]} is lost with it: delete one of the two."
    place = Place(answer.path, again[-1], f"class {name}")
    return Finding(advice, f"class {name} is defined twice, and the last one counts", place)


def _set_at_another_time(answer: Answer, attribute: str) -> Finding | None:
    line = _attributes_set(answer.file).get(attribute)
    if line is None:
        return None
    setter = answer.file.around(line)
    if setter and setter.name != "__init__" and methods.same_word(setter.name, "__init__"):
        advice = f"Python looks for the name __init__: rename {setter.name}."
        here = Place(answer.path, setter.line, setter.name)
        return Finding(advice, f"__init__ is spelt {setter.name}", here)
    return Finding(f"Line {line} sets {attribute}: does it run before this?")


def _local_of_init(answer: Answer, attribute: str) -> Finding | None:
    for number, text in answer.body("__init__"):
        if re.match(rf"{attribute} *=(?!=)", text):
            advice = f"Without self. it is gone when __init__ ends: write self.{attribute} = ..."
            name = f"self. is missing before {attribute} in __init__"
            return Finding(advice, name, answer.at(number, "__init__"))
    return None


def _spelt_otherwise(answer: Answer, attribute: str) -> Finding | None:
    made = _attributes_set(answer.file)
    for close in get_close_matches(attribute, made, 1):
        if attribute in _ATTRIBUTES.get(answer.class_name, ()):
            name = f"{attribute} is spelt {close} in __init__"
            place = answer.at(made[close], "__init__")
            return Finding(f"Name it self.{attribute} there.", name, place)
        return Finding(f"Did you mean self.{close}?", f"{close} is spelt {attribute}")
    return None


def _never_set(answer: Answer, attribute: str) -> Finding:
    made, init = _attributes_set(answer.file), answer.method("__init__")
    listed = " or ".join([f"self.{name}" for name in made][:3])
    if init is not None and (attribute in _ATTRIBUTES.get(answer.class_name, ()) or not made):
        there = f"; it sets {listed}" if made else ""
        advice = f"Let __init__ keep it, as self.{attribute}{there}."
        place = answer.at(init.line, "__init__", "__init__")
        return Finding(advice, f"__init__ sets no self.{attribute}", place)
    return Finding(f"No line sets self.{attribute}: was {listed} meant?" if made else "")


def _attributes_set(file: Outline) -> dict[str, int]:
    """Return the names that are set on self, each with the first line that does."""
    lines: dict[str, int] = {}
    for number, text in enumerate(file.code, 1):
        for found in _SET.finditer(text.partition("#")[0]):
            lines.setdefault(found[1] or found[2], number)
    return lines
