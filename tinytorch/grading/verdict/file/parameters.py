"""How the parameters of a method differ from those of the stub."""

from __future__ import annotations

import re

from tinytorch.grading.verdict.file import methods, outline
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.findings import Finding, stars_missing


def unlike_the_stub(answer: Answer, method: str) -> Finding | None:
    """Return how the parameters of a method differ from those of the stub."""
    file, class_name = answer.file, answer.class_name
    own = answer.method(method)
    if own and (class_name, method) == ("Layer", "__init__"):
        advice = "Layer() is made without any: leave __init__ out, or give each a default."
        here = answer.at(own.line, method, method)
        return Finding(advice, "__init__ of Layer asks for arguments", here)
    if not own or method not in answer.tasks:
        return methods.missing(answer, method)
    place = answer.at(own.line, method, method)
    decorator = file.code[own.line - 2].strip() if own.line > 1 else ""
    if decorator in ("@staticmethod", "@classmethod", "@property", "@cached_property"):
        advice = f"Delete the line {decorator} above it: the stub has none."
        return Finding(advice, f"{decorator} stands above {method}", place)
    theirs, ours = (each.head_of(class_name, method) for each in (file, answer.stub))
    name = _difference(outline.parameters(theirs), outline.parameters(ours), method)
    if name is None:
        return None
    advice = f"Your file has\n    {theirs}\nand the stub\n    {ours}"
    return Finding(advice, name, place)


def in_disorder(answer: Answer) -> Finding | None:
    """Return the method whose parameters are those of the stub in another order."""
    for method in answer.tasks:
        files = answer.file, answer.stub
        theirs, ours = (names(each.head_of(answer.class_name, method)) for each in files)
        if theirs != ours and sorted(theirs) == sorted(ours):
            return unlike_the_stub(answer, method)
    return None


def other_default(answer: Answer, message: str) -> Finding | None:
    """Return the default that is not the stub's, where a test has relied upon it."""
    class_name = answer.class_name
    for method in answer.tasks:
        own = answer.method(method)
        if own is None:
            continue
        head, body = answer.file.head(own), " ".join(text for _, text in answer.body(method))
        theirs, ours = _defaults(head), _defaults(answer.stub.head_of(class_name, method))
        called = class_name if method == "__init__" else method
        calls = re.findall(rf"\b{called}\(([^()]*)\)", message)
        # What **kwargs takes, and no line asks for, is there only where a caller names it.
        swallowed = [n for n in ours if "**" in head and n not in theirs and n not in body]
        theirs = {**ours, **theirs, **dict.fromkeys(swallowed, "")}
        for name in (n for n, value in ours.items() if theirs[n] != value):
            place = list(ours).index(name) - 1  # without self
            if any(
                f"{name}=" not in call and len(outline.parameters(f"({call})")) <= place
                for call in calls
            ):
                advice = f"The stub has {name}={ours[name]}."
                at = answer.at(own.line, method, method)
                other = f"{name} is {theirs[name]} by default, not {ours[name]}"
                return Finding(advice, other if theirs[name] else f"{name} has no default", at)
    return None


def names(head: str) -> list[str]:
    """Return the names of the parameters of a function's head."""
    return [outline.bare(each) for each in outline.parameters(head)]


def _defaults(head: str) -> dict[str, str]:
    """Return what parameters are by default; "" for those without."""
    return {outline.bare(one): one.partition("=")[2].strip() for one in outline.parameters(head)}


def _difference(theirs: list[str], ours: list[str], method: str) -> str | None:
    """Return what the parameters lack, as a mistake by name; None where they fit."""
    names, wanted = [outline.bare(each) for each in theirs], [outline.bare(each) for each in ours]
    if wanted[0] not in names[:1] and len(names) < len(wanted):
        return f"self is missing: the first parameter of {method}"
    plain = [outline.bare(one) for one in theirs if not one.startswith("*")]
    starless = [one for one in ours if one.startswith("*") and one.strip("*") in plain]
    if starless:
        return stars_missing({one.strip("*"): one.count("*") for one in starless})
    lacking = [one for one in wanted if one not in names]
    if lacking:
        return f"{method} has no parameter {' and no '.join(lacking)}"
    bare = {outline.bare(each): "=" in each or each.startswith("*") for each in theirs}
    extra = [name for name, optional in bare.items() if name not in wanted and not optional]
    if extra:
        return f"{method} asks for {' and '.join(extra)} as well"
    for one in ours:
        if "=" in one and not bare[outline.bare(one)]:
            return f"{outline.bare(one)} has no default"
    return None if names[: len(wanted)] == wanted else f"the parameters of {method} are in disorder"
