"""What to do about values: None, shapes, conditions, and what cannot be computed."""

from __future__ import annotations

import re

from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.remedies.fault import Fault

_AXES_COUNTED = Finding(
    "x may have one axis or many: use x.shape as a whole.",
    "x is taken to have a certain number of axes",
)


def with_none(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a sum or product with None."""
    if re.search(r"[-+] *(self\.)?bias\b|\bbias *\+", fault.source):
        return Finding("Without a bias, self.bias is None: add it only where there is one.",
                       "the bias is added where there is none")  # fmt: skip
    return Finding("One of the two is None: is there a method, such as forward, without return?")


def power(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on the sign ^ for a power."""
    if "^" not in fault.source:
        return None
    return Finding(
        "^ is no power in Python: write ** in its place.", "^ is written where ** is meant"
    )


def one_tuple(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a shape given as one tuple, or as several lengths."""
    found = re.search(r"np\.random\.(randn?)\(", fault.source)
    if found:
        advice = f"np.random.{found[1]} takes the lengths one by one: leave out the inner brackets."
        kind = match.groupdict().get("kind", "tuple")
        return Finding(advice, f"the shape is given to {found[1]} as one {kind}")
    return Finding(
        "np.random.randn takes the lengths one by one; np.zeros takes one tuple of them."
    )


def data_type(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a length that is taken for a data type."""
    found = re.search(r"np\.(zeros|ones|empty|full)\(", fault.source)
    if not found:
        return None
    return Finding(f"np.{found[1]} takes the shape as one tuple: np.{found[1]}((3, 5)).",
                   f"the lengths are given to {found[1]} one by one")  # fmt: skip


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
        return one_tuple(match, fault)
    if match["kind"] == "Tensor":
        return Finding("It takes a shape: x.shape.", "a Tensor is given where its shape is meant")
    return None


def shapes(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on shapes that do not fit."""
    if ".size" in fault.source:
        return Finding(
            "size counts the elements: a mask needs the shape.", "x.size is taken for x.shape"
        )
    holder = fault.file.around(fault.line) if fault.file.holder("Dropout") else None
    above = [text for n, text in fault.file.body(holder) if n <= fault.line] if holder else []
    parts = re.findall(r"\bx\.shape\[[^]]*\]|\blen\(x\)", "\n".join(above))
    if len(parts) > 1:
        return _AXES_COUNTED
    if not parts:
        return None
    advice = "Each element has a draw of its own: give the generator x.shape, the whole of it."
    return Finding(advice, f"{parts[0]} is taken for the shape of x")


def no_text(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a text joined with a number."""
    advice = 'A number is put into a text by an f and braces: f"p is {p}".'
    return Finding(advice, "a number is added to a text")


def asserted(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on an assert for an error."""
    if not fault.source.startswith("assert"):
        return None
    return Finding("An assert raises AssertionError: write if ...: raise ValueError(...).",
                   "assert stands where an error is to be raised")  # fmt: skip


def written_into(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a Tensor that is written into."""
    if not re.match(r"\w+\[.*\] *[-+*/]?=", fault.source):
        return None
    return Finding("A Tensor is not written into: multiply it by a mask, x * Tensor(mask).",
                   "a Tensor is written into")  # fmt: skip


def first_or_axis(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on an item or axis that is not there."""
    if ".shape" in fault.source:
        return _AXES_COUNTED
    if "[0]" in fault.source:
        return Finding("It may be empty: ask for its length first, or go without its first item.",
                       "the first item is taken where there may be none")  # fmt: skip
    return None


def divided(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a division by 0."""
    if fault.file.holder("Dropout") is None:
        return Finding("What is divided by here, and when is it 0?", "something is divided by 0")
    return Finding("What is divided by here, and for which p is it 0?",
                   "something is divided by what is 0 at one end of p")  # fmt: skip


def file(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a file that is opened."""
    return Finding("Only your four files are there when your work is graded: do without others.",
                   "another file is opened")  # fmt: skip
