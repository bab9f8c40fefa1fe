"""What to do about values: None, shapes, conditions, and what cannot be computed."""

from __future__ import annotations

import re

from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.remedies.fault import Fault

AXES_COUNTED = (
    "x may have one axis or many: use x.shape as a whole.",
    "x is taken to have a certain number of axes",
)


def truth(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a condition on many numbers."""
    source, holder = fault.source, fault.file.around(fault.line)
    asked = "a Tensor is asked whether it is true"
    if "bias" in source:
        return Finding("Ask whether there is one: if self.bias is not None.", asked)
    condition = re.search(r"\b(?:if|while) (?:not )?([\w.]+)(?::| else\b)", source)
    if holder and holder.name == "__call__" and condition:
        return Finding("Hand on what forward returned, whatever it is: no if is needed.", asked)
    if condition:
        advice = f"Ask what is meant, such as {condition[1]} is not None, or its shape."
        return Finding(advice, asked)
    other = re.search(r"^(?!if|elif|while).*\b(or [\w.]+)", source)
    if other:
        advice = f"`or` asks whether what stands before it is true: leave out `{other[1]}`."
        return Finding(advice, "or asks a Tensor whether it is true")
    return Finding("Many numbers are neither true nor false: is one of them meant, or None?",
                   "an array is asked whether it is true")  # fmt: skip


def integer(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on something else where a number is needed."""
    if "range(" in fault.source:
        return Finding("range counts to a number: range(len(...)), or loop over the list itself.",
                       f"range is given a {match['kind']}")  # fmt: skip
    if match["kind"] in ("tuple", "list"):
        lengths = "takes the lengths one by one"
        drawn = re.search(r"np\.random\.(randn?)\(", fault.source)
        if drawn is None:
            return Finding(f"np.random.randn {lengths}; np.zeros takes one tuple of them.")
        advice = f"np.random.{drawn[1]} {lengths}: leave out the inner brackets."
        return Finding(advice, f"the shape is given to {drawn[1]} as one {match['kind']}")
    if match["kind"] == "Tensor":
        return Finding("It takes a shape: x.shape.", "a Tensor is given where its shape is meant")
    return None


def shapes(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on shapes that do not fit."""
    holder = fault.file.around(fault.line) if fault.file.holder("Dropout") else None
    above = [text for n, text in fault.file.body(holder) if n <= fault.line] if holder else []
    parts = re.findall(r"\bx\.shape\[[^]]*\]|\blen\(x\)", "\n".join(above))
    if len(parts) > 1:
        return Finding(*AXES_COUNTED)
    if not parts:
        return None
    advice = "Each element has a draw of its own: give the generator x.shape, the whole of it."
    return Finding(advice, f"{parts[0]} is taken for the shape of x")


def divided(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a division by 0."""
    if fault.file.holder("Dropout") is None:
        return Finding("What is divided by here, and when is it 0?", "something is divided by 0")
    return Finding("What is divided by here, and for which p is it 0?",
                   "something is divided by what is 0 at one end of p")  # fmt: skip
