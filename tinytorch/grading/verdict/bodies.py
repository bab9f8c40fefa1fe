"""Mistakes that the lines of a method show: told where what they give is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from tinytorch.grading.verdict import places
from tinytorch.grading.verdict.answers import Answer
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.outline import Outline

#: An error of somebody else's is caught.
CAUGHT = Finding(
    "Leave it out: an error belongs to whoever called.", "an except keeps the error from the caller"
)


def unraised(answer: Answer, method: str) -> Finding | None:
    """Return what a method does where an error should be raised, as far as its lines tell."""
    for number, text in answer.body(method):
        if found := re.match(r"return +\(?(\w+(?:Error|Exception)|NotImplemented)\b", text):
            meant = found[1] if found[1] != "NotImplemented" else "NotImplementedError"
            advice = f"An error is raised: write raise {meant}(...)."
            should = "it" if meant == found[1] else meant
            name = f"{found[1]} is returned where {should} should be raised"
        elif re.match(r"print\(", text):
            advice = "Who calls cannot see what is printed: raise an error."
            name = "a text is printed where an error should be raised"
        elif re.match(r"(if|elif) .*[<>].*\band\b.*[<>]", text):
            advice = "No number is below the range and above it: one of the two is enough, or."
            name = '"and" stands where "or" is meant'
        elif re.match(r"except\b", text):
            return replace(CAUGHT, place=answer.at(number, method))
        elif re.match(r"\w+Error\b", text):
            advice = f"Write raise before it: raise {text[:40]}"
            name = "an error is made, and not raised"
        else:
            continue
        return Finding(advice, name, answer.at(number, method))
    return None


def of_forward(answer: Answer) -> Finding | None:
    """Return what the lines tell that the results of a forward leave open."""
    for number, text in enumerate(answer.file.code, 1):
        if found := re.match(r"\s+self\.p *= *(round\(p\b.*|int\(p\)|p */ *100\b.*)", text):
            name = f"p is kept as {found[1].strip()}"
            return Finding("Keep it as it is: self.p = p.", name, answer.at(number, "__init__"))
    looped = False
    for number, text in answer.body("forward"):
        here = answer.at(number, "forward")
        if answer.class_name == "Sequential":
            if re.search(r"\btraining in\b(?! *[\"'])", text) and not re.search(
                r"[\"']training[\"'] in\b", text
            ):
                advice = 'The name is asked for, not what is in it: write "training" in ...'
                return Finding(advice, "the quotes around training are missing", here)
            if re.search(r"\bsignature\(\w+\)", text):
                advice = "Ask for that of its forward: inspect.signature(layer.forward)."
                name = "the signature of the layer is asked for, not that of its forward"
                return Finding(advice, name, here)
            continue
        looped = looped or bool(re.match(r"(?:for|while)\b", text))
        if re.search(r"\b(random|rand|uniform)\(\)", text) and not looped:
            advice = "Draw a number for each element: give the generator the shape of x."
            return Finding(advice, "one draw decides for the whole tensor", here)
        if re.search(r"/ *1(\.0?)? *- *(self\.)?p\b", text):
            advice = "/ goes before -: write / (1 - p)."
            return Finding(advice, "the parentheses around 1 - p are missing", here)
    return None


def called_by_itself(answer: Answer) -> Finding | None:
    """Return the line of a forward that calls the layer, which is to run that forward."""
    for number, text in answer.body("forward"):
        if re.search(r"\bself\(|\b__call__\(", text):
            advice = "A call of a layer runs its forward: compute the result here."
            name = "forward calls the layer, and so itself"
            return Finding(advice, name, answer.at(number, "forward"))
    return None


def base_asked(answer: Answer) -> Finding | None:
    """Return the line of Layer.__call__ that asks the base for its forward, not the layer."""
    for number, text in answer.body("__call__"):
        if re.search(r"\bLayer\.forward\(", text):
            name = "forward of the class Layer is called, not of a layer"
            advice = "Write self.forward: that is the layer's own."
            return Finding(advice, name, answer.at(number, "__call__"))
    return None


def list_as_layer(answer: Answer, source: str) -> Finding | None:
    """Return why a list is asked for what a layer has, when it stands among the layers."""
    if re.search(r"self\.layers\.(forward|parameters)", source):
        return Finding("self.layers is a list: go through its layers, one by one.",
                       "the list of layers is asked for what each layer has")  # fmt: skip
    place = places.of_method(answer.scene, "Sequential", "__init__")
    for number, text in enumerate(answer.file.code, 1):
        if found := re.search(r"\bfor (\w+) in enumerate\(", text):
            advice = f"Write for i, {found[1]} in enumerate(...), or leave enumerate out."
            here = replace(places.of_error(place.path, number, (), answer.file.lines), line=number)
            return Finding(advice, "enumerate gives a number with each layer", here)
    for number, text in answer.body("__init__"):
        if re.search(r"\.append\(layers\)|= *\[layers\]", text):
            advice = "Keep each layer by itself, such as in list(layers)."
            name = "all layers are put into the list as one item"
            return Finding(advice, name, replace(place, line=number, definition=None))
    advice = "Sequential([a, b]) came as one list: keep what is in it, as for Sequential(a, b)."
    return Finding(advice, "a list of layers is kept as if it were one layer", place)


def left_over(file: Outline, line: int) -> Finding | None:
    """Return the advice for the stub's raise that a student has left beside their own code."""
    holder = file.around(line)
    if holder is None:
        return None
    body = [(n, text) for n, text in file.body(holder) if text not in ('""', "pass", "...")]
    # The stub's raise may stand on three lines.
    last = next(
        (
            n
            for n, text in body
            if (n >= line and text.count(")") > text.count("("))
            or (n >= line and text.endswith(")") and text.count("(") == text.count(")"))
        ),
        line,
    )
    own = [n for n, _ in body if not line <= n <= last]
    if not own:
        return None
    side = "above" if own[0] < line else "below"
    advice = f"Your code stands {side} it, and this line raises all the same: delete it."
    return Finding(advice, "the raise of the stub is left beside the code")
