"""What to do about names that are not there: imports and variables."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from difflib import get_close_matches

import numpy as np

from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.file.outline import Outline
from tinytorch.grading.verdict.remedies.fault import Fault

#: Files of the course that look as if they lay beside the student's own, and where they are.
_PROVIDED = dict.fromkeys(
    ("layer", "layers", "linear", "dropout", "sequential"), "tinytorch.core.layers"
)
_PROVIDED |= {name: f"tinytorch.core.{name}" for name in ("tensor", "activations")}


#: What a file of the course may import a name from.
_ORIGINS = {
    "np": "import numpy as np",
    "Tensor": "from tinytorch.core.tensor import Tensor",
    "Layer": "from tinytorch.core.layers import Layer",
    "math": "import math",
    "random": "import random",
    "inspect": "import inspect",
    "Linear": "from tinytorch.core.layers import Linear",
    "Dropout": "from tinytorch.core.layers import Dropout",
}


#: Packages; whoever imports another name may mean a file of their own.
_PACKAGES = {
    "torch", "torchvision", "tensorflow", "keras", "jax", "scipy", "pandas", "matplotlib",
    "sklearn",
    "seaborn", "pytest", "IPython", "tqdm", "numba", "einops", "transformers", "autograd", "cupy",
}  # fmt: skip


def missing_module(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a module that cannot be imported."""
    whole = match["name"]
    name = whole.partition(".")[0]
    if name in _PROVIDED:
        advice = f"Import from {_PROVIDED[name]}, as the stub does."
        return Finding(advice, f"{name} is imported from the wrong place")
    known = ["numpy", "tinytorch", *sys.stdlib_module_names]
    misspelt = name not in (*known, *_PACKAGES)
    close = get_close_matches(name, known[:2], 1, 0.7) if misspelt else []
    close = close or (get_close_matches(name, known, 1, 0.8) if misspelt else [])
    if close:
        return spelt(name, close[0])
    own = "" if name in _PACKAGES else ", or, if it is a file of yours, move its code into this one"
    if name in known:
        return Finding(f"Is {whole} spelt as in the stub, or in Python's own documentation?")
    advice = (
        "Only the standard library, numpy and tinytorch can be imported when your work is graded:"
        f" do without {name}{own}."
    )
    return Finding(advice, f"{name} is imported, which a grade does without")


def missing_in_module(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a name that its module does not hold."""
    name = match["name"]
    if name in _ORIGINS:
        return Finding(f"Write {_ORIGINS[name]}.", f"{name} is imported from the wrong place")
    offered = [*dir(sys.modules.get(match["module"] or "")), *_ORIGINS]
    same = [each for each in offered if each.casefold() == name.casefold()]
    close = same or get_close_matches(name, offered, 1, 0.7)
    if close:
        return spelt(name, close[0])
    return Finding(f"Is {name} spelt as in the file that defines it?")


def unknown_self(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a self that is no parameter."""
    holder = fault.file.around(fault.line)
    if holder is None:
        first = "the first parameter of the method is to be self"
        return Finding(f"Does the line belong into a method? There, {first}.")
    return Finding(f"Write self as the first parameter of {holder.name}.",
                   f"self is missing: the first parameter of {holder.name}")  # fmt: skip


def unknown_name(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a name that nothing defines."""
    name = match["name"]
    return (
        _of_the_object(name, fault.file)
        or _not_imported(name, fault.file)
        or _in_other_case(name, fault.file)
        or _of_a_package(name, fault)
        or _misspelt(name, fault.file)
        or _of_init(name, fault)
        or Finding(f"Is {name} defined or imported above?")
    )


def _of_the_object(name: str, file: Outline) -> Finding | None:
    methods = {each.name for each in file.definitions if each.holders and each.kind == "def"}
    if name in methods or re.search(rf"\bself\.{name}\b", file.text):
        return Finding(f"Did you mean self.{name}?", f"self. is missing before {name}")
    return None


def _not_imported(name: str, file: Outline) -> Finding | None:
    if name == "np" and re.search(r"^import numpy\s*$", file.text, re.M):
        return Finding("Write import numpy as np.", "numpy is imported without as np")
    if name in _ORIGINS:
        return Finding(f"Write {_ORIGINS[name]} above.", f"the import of {name} is missing")
    return None


def _in_other_case(name: str, file: Outline) -> Finding | None:
    words = set(re.findall(r"\w+", file.text)) - {name}
    folded = [word for word in words if word.casefold() == name.casefold()]
    return spelt(name, min(folded)) if folded else None


def _of_a_package(name: str, fault: Fault) -> Finding | None:
    """Return what a function is commonly called through."""
    owners = {"x": name == "matmul", "np.random": hasattr(np.random, name), "np": hasattr(np, name)}
    owner = next((owner for owner, has in owners.items() if has), None)
    if owner is None or f"{name}(" not in fault.source:
        return None
    return Finding(f"Did you mean {owner}.{name}?", f"{owner}. is missing before {name}")


def _misspelt(name: str, file: Outline) -> Finding | None:
    if len(re.findall(rf"\b{re.escape(name)}\b", file.text)) > 2:
        return None
    words = re.findall(r"\b[^\W\d]\w{2,}\b", file.text)
    known = {*words, *dir(builtins), *keyword.kwlist} - {name}
    close = get_close_matches(name, known, 1, 0.7)
    return spelt(name, close[0]) if close else None


def _of_init(name: str, fault: Fault) -> Finding | None:
    file = fault.file
    init = next((each for each in file.definitions if each.name == "__init__"), None)
    if init is None or file.around(fault.line) == init:
        return None
    if not re.search(rf"\b{name}\b", file.code[init.line - 1]):
        return None
    advice = f"{name} is known in __init__ alone: keep it there as self.{name}, and use that."
    return Finding(advice, f"{name} is a parameter of __init__, and unknown here")


def spelt(name: str, meant: str) -> Finding:
    """Advise on a name that is spelt otherwise."""
    return Finding(f"Did you mean {meant}?", f"{meant} is spelt {name}")
