"""Mistakes that the lines of a method show: told where what they give is wrong."""

from __future__ import annotations

import re
from itertools import takewhile

from tinytorch.grading.verdict.file import places
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding, Sign, shown
from tinytorch.grading.verdict.file.outline import Outline

#: An error is handed back like a value.
RETURNED = Sign(
    r"^return +\(?(\w+(?:Error|Exception))\b", r"An error is raised: write raise \1(...).",
    r"\1 is returned where it should be raised"
)  # fmt: skip
#: An error of somebody else's is caught.
CAUGHT = Sign(
    r"^except\b", "Leave it out: an error belongs to whoever called.",
    "an except keeps the error from the caller"
)  # fmt: skip
_UNRAISED = (
    RETURNED,
    Sign(r"^return +\(?NotImplemented\b",
         "An error is raised: write raise NotImplementedError(...).",
         "NotImplemented is returned where NotImplementedError should be raised"),
    Sign(r"^print\(", "Who calls cannot see what is printed: raise an error.",
         "a text is printed where an error should be raised"),
    Sign(r"^(if|elif) .*[<>].*\band\b.*[<>]",
         "No number is below the range and above it: one of the two is enough, or.",
         '"and" stands where "or" is meant'),
    CAUGHT,
    Sign(r"^(?=\w+Error\b)(.{,40})", r"Write raise before it: raise \1",
         "an error is made, and not raised"),
)  # fmt: skip

_P_CHANGED = Sign(
    r"^\s+self\.p *= *(round\(p\b.*|int\(p\)|p */ *100\b.*)", "Keep it as it is: self.p = p.",
    r"p is kept as \1"
)  # fmt: skip
_ONE_DRAW = Sign(
    r"\b(random|rand|uniform)\(\)",
    "Draw a number for each element: give the generator the shape of x.",
    "one draw decides for the whole tensor"
)  # fmt: skip
_DIVIDED = Sign(
    r"/ *1(\.0?)? *- *(self\.)?p\b", "/ goes before -: write / (1 - p).",
    "the parentheses around 1 - p are missing"
)  # fmt: skip
_SIGNATURES = (
    Sign(r"^(?!.*[\"']training[\"'] in\b).*\btraining in\b(?! *[\"'])",
         'The name is asked for, not what is in it: write "training" in ...',
         "the quotes around training are missing"),
    Sign(r"\bsignature\(\w+\)", "Ask for that of its forward: inspect.signature(layer.forward).",
         "the signature of the layer is asked for, not that of its forward"),
)  # fmt: skip

_BY_ITSELF = Sign(
    r"\bself\(|\b__call__\(", "A call of a layer runs its forward: compute the result here.",
    "forward calls the layer, and so itself"
)  # fmt: skip
_OF_THE_BASE = Sign(
    r"\bLayer\.forward\(", "Write self.forward: that is the layer's own.",
    "forward of the class Layer is called, not of a layer"
)  # fmt: skip
_ONE_ITEM = Sign(
    r"\.append\(layers\)|= *\[layers\]", "Keep each layer by itself, such as in list(layers).",
    "all layers are put into the list as one item"
)  # fmt: skip


def unraised(answer: Answer, method: str) -> Finding | None:
    """Return what a method does where an error should be raised, as far as its lines tell."""
    return shown(answer, method, _UNRAISED)


def of_forward(answer: Answer) -> Finding | None:
    """Return what the lines tell that the results of a forward leave open."""
    if answer.class_name == "Sequential":
        return shown(answer, "forward", _SIGNATURES)
    if answer.class_name != "Dropout":
        return None
    file = [(number, text.rstrip()) for number, text in enumerate(answer.file.code, 1)]
    lines = list(answer.body("forward"))
    # In a loop, one number at a time is enough.
    before = list(takewhile(lambda line: not re.match(r"(?:for|while)\b", line[1]), lines))
    return (
        shown(answer, "__init__", [_P_CHANGED], file)
        or shown(answer, "forward", [_ONE_DRAW, _DIVIDED], before)
        or shown(answer, "forward", [_DIVIDED], lines)
    )


def called_by_itself(answer: Answer) -> Finding | None:
    """Return the line of a forward that calls the layer, which is to run that forward."""
    return shown(answer, "forward", [_BY_ITSELF])


def base_asked(answer: Answer) -> Finding | None:
    """Return the line of Layer.__call__ that asks the base for its forward, not the layer."""
    return shown(answer, "__call__", [_OF_THE_BASE])


def list_as_layer(answer: Answer, source: str) -> Finding | None:
    """Return why a list is asked for what a layer has, when it stands among the layers."""
    if re.search(r"self\.layers\.(forward|parameters)", source):
        return Finding("self.layers is a list: go through its layers, one by one.",
                       "the list of layers is asked for what each layer has")  # fmt: skip
    for number, text in enumerate(answer.file.code, 1):
        if loop := re.search(r"\bfor (\w+) in enumerate\(", text):
            advice = f"Write for i, {loop[1]} in enumerate(...), or leave enumerate out."
            place = places.of_error(answer.path, number, (), answer.file.lines)
            return Finding(advice, "enumerate gives a number with each layer", place)
    if found := shown(answer, "__init__", [_ONE_ITEM]):
        return found
    advice = "Sequential([a, b]) came as one list: keep what is in it, as for Sequential(a, b)."
    place = answer.beginning("__init__")
    return Finding(advice, "a list of layers is kept as if it were one layer", place)


def left_over(file: Outline, line: int) -> Finding | None:
    """Return the advice for the stub's raise that a student has left beside their own code."""
    holder = file.around(line)
    if holder is None:
        return None
    body = [(n, text) for n, text in file.body(holder) if text not in ('""', "pass", "...")]
    # The stub's raise may stand on three lines.
    ends = (n for n, text in body if n >= line and _closes(text))
    last = next(ends, line)
    own = [n for n, _ in body if not line <= n <= last]
    if not own:
        return None
    side = "above" if own[0] < line else "below"
    advice = f"Your code stands {side} it, and this line raises all the same: delete it."
    return Finding(advice, "the raise of the stub is left beside the code")


def _closes(text: str) -> bool:
    more = text.count(")") - text.count("(")
    return more > 0 or (more == 0 and text.endswith(")"))
