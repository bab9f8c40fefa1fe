"""What to do about calls, what they are given, and what is raised."""

from __future__ import annotations

import re

from tinytorch.grading.verdict.file import outline
from tinytorch.grading.verdict.file.findings import Finding, stars_missing
from tinytorch.grading.verdict.remedies.fault import Fault

NOT_IMPLEMENTED = Finding(
    "NotImplemented is a value; the error is called NotImplementedError.",
    "NotImplemented is raised, a value and no error",
)


def raised_no_error(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on what is raised and is no error."""
    raised = fault.source.partition("raise")[2].strip()
    kind = _error_asked_for(fault)
    if raised.startswith("NotImplemented"):
        return NOT_IMPLEMENTED
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


def called_value(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a value that is called."""
    kind = match["kind"]
    found = re.search(r"((?:\w+\.)*(?:shape|size|weight|bias|data|p|layers|T))\(", fault.source)
    name = found[1] if found else "it"
    article = "an" if kind[0] in "aeiou" else "a"
    return Finding(f"{name} is {article} {kind}, no function: leave out the () after it.",
                   f"{name} is called like a function" if found else None)  # fmt: skip


def called_module(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a module that is called."""
    for line in fault.file.code:
        found = re.match(r"import ([\w.]+) as (\w+)", line)
        if found and re.search(rf"\b{found[2]}\(", fault.source):
            advice = f"Import what it holds: from {found[1]} import {found[2]}."
            return Finding(advice, f"{found[2]} is the module, not what it holds")
    advice = "A module holds functions and classes: is one of them meant?"
    return Finding(advice, "a module is called like a function")


def x_left_out(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a __call__ that hands on what came without its x."""
    holder = fault.file.around(fault.line)
    if holder and holder.name == "__call__" and re.search(r"\bforward\((?:\*|\))", fault.source):
        return Finding("Hand on x as well: write it first.", "x is not handed on to forward")
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
        written = ", ".join(
            one
            for one in (each.partition(":")[0].strip() for each in taken)
            if one.strip("*") in missing
        )
        advice = f"Hand on what came, as it came: write {written} here, too."
    return Finding(advice, stars_missing(missing))
