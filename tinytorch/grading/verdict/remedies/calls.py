"""What to do about calls, what they are given, and what is raised."""

from __future__ import annotations

import re

from tinytorch.grading.verdict import outline
from tinytorch.grading.verdict.findings import Finding, stars_missing
from tinytorch.grading.verdict.remedies.fault import Fault

_NOT_IMPLEMENTED = Finding(
    "NotImplemented is a value; the error is called NotImplementedError.",
    "NotImplemented is raised, a value and no error",
)


_TOLD_TO_ALL = Finding(
    "Hand training on only where the layer's forward has a parameter of that name.",
    "training is handed to layers that do not take it",
)


def raised_no_error(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on what is raised and is no error."""
    raised = fault.source.partition("raise")[2].strip()
    kind = _error_asked_for(fault)
    if raised.startswith("NotImplemented"):
        return _NOT_IMPLEMENTED
    if re.match(r"[rbfu]*[\"']", raised):
        return Finding(f'raise takes an error: write raise {kind}("...").',
                       "a text is raised, which is no error")  # fmt: skip
    return Finding(f"raise takes an error, such as {kind}(...).", "what is raised is no error")


def raised_nothing(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a raise that names no error."""
    advice = f"raise takes an error: raise {_error_asked_for(fault)}(...)."
    return Finding(advice, "raise stands without an error")


def _error_asked_for(fault: Fault) -> str:
    return "NotImplementedError" if fault.file.holder("Layer") else "ValueError"


def not_called(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a method that is used without ()."""
    found = re.search(r"([\w.]+\.(?:parameters|forward|values|items|copy))\b(?! *\()", fault.source)
    name = found[1] if found else "the method"
    return Finding(f"Call it: {name}().", f"() is missing after {name.rpartition('.')[2]}")


def called_value(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a value that is called."""
    kind = match["kind"]
    if kind == "NotImplementedType":
        return _NOT_IMPLEMENTED
    if kind == "module":
        return _called_module(fault)
    if kind in ("tuple", "Tensor", "ndarray", "float", "int", "list", "float32", "float64"):
        found = re.search(r"((?:\w+\.)*(?:shape|size|weight|bias|data|p|layers|T))\(", fault.source)
        name = found[1] if found else "it"
        article = "an" if kind[0] in "aeiou" else "a"
        return Finding(f"{name} is {article} {kind}, no function: leave out the () after it.",
                       f"{name} is called like a function" if found else None)  # fmt: skip
    if kind == "NoneType":
        return Finding("It is None: what stands before the ( was never set, or returned nothing?")
    return Finding(f"It is a {kind}: is it a function that stands before the (?")


def _called_module(fault: Fault) -> Finding:
    for line in fault.file.code:
        found = re.match(r"import ([\w.]+) as (\w+)", line)
        if found and re.search(rf"\b{found[2]}\(", fault.source):
            advice = f"Import what it holds: from {found[1]} import {found[2]}."
            return Finding(advice, f"{found[2]} is the module, not what it holds")
    advice = "A module holds functions and classes: is one of them meant?"
    return Finding(advice, "a module is called like a function")


def other_arguments(match: re.Match[str], fault: Fault) -> Finding | None:
    """Return what to do where a line of the student's calls something in another way."""
    source, holder = fault.source, fault.file.around(fault.line)
    if "descriptor '__init__' of 'super'" in match.string:
        return Finding("Write super().__init__().", "() is missing after super")
    drawn = re.search(r"\b(normal|uniform|standard_normal|binomial|choice)\(", source)
    if drawn and "positional argument" in match.string:
        advice = "It takes the shape as one tuple, such as size=(in_features, out_features)."
        return Finding(advice, f"the lengths are given to {drawn[1]} one by one")
    if "signature(" in source and "forward()" in source:
        advice = "The method itself is meant, without (): inspect.signature(layer.forward)."
        return Finding(advice, "forward is called where its name is meant")
    if holder and holder.name == "__call__" and re.search(r"\bforward\((?:\*|\))", source):
        return Finding("Hand on x as well: write it first.", "x is not handed on to forward")
    if "training" in source and "training" in match.string:
        return _TOLD_TO_ALL
    if re.search(r"\.forward\([^,()]+, *training\)", source) and "positional" in match.string:
        return _TOLD_TO_ALL
    if re.search(r"\b(Layer|Linear|Dropout|Sequential|layer)\.forward\(", source):
        held = re.search(r"\b(Layer|Linear|Dropout|Sequential)\.forward\(", source)
        if held:
            advice = f"{held[1]} is the class: call forward of the layer itself."
            return Finding(advice, f"forward of the class {held[1]} is called, not of a layer")
    if re.search(r"\(\*\w+\.shape\)", source):
        return Finding("It takes the shape as one tuple: leave out the star.",
                       "a shape is taken apart by a star")  # fmt: skip
    if re.search(r"super\(\)\.__init__\([^)]", source):
        return Finding("Layer takes nothing: write super().__init__(), or leave it out.",
                       "super().__init__ is given arguments")  # fmt: skip
    return None


def starless(match: re.Match[str], fault: Fault) -> Finding | None:
    """Return what to do where a call hands on in one piece what came in several."""
    holder = fault.file.around(fault.line)
    call = re.search(r"\b(?:forward|self|__call__)\((.*)", fault.source)
    if holder is None or call is None:
        return None
    taken = [one for one in outline.parameters(fault.file.head(holder)) if one.startswith("*")]
    missing = {}
    for parameter in taken:
        name, stars = outline.bare(parameter), parameter.count("*")
        found = re.search(rf"(?<![\w.*])(\**){name}\b(?! *[.(\[=])", call[1])
        if found and len(found[1]) < stars:
            missing[name] = stars - len(found[1])
    if not missing:
        return None
    if missing == {"kwargs": 1}:
        advice = "One star hands on the names alone: write **kwargs."
    else:
        written = ", ".join(one for one in map(_unannotated, taken) if one.strip("*") in missing)
        advice = f"Hand on what came, as it came: write {written} here, too."
    return Finding(advice, stars_missing(missing))


def _unannotated(parameter: str) -> str:
    return parameter.partition(":")[0].strip()


def signature(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a signature of something that has none."""
    if "signature(" not in fault.source:
        return None
    return Finding("A layer is no function: ask inspect.signature(layer.forward).",
                   "the signature of the layer is asked for, not that of its forward")  # fmt: skip
