"""What to do about names: imports, variables and attributes that are not there."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from difflib import get_close_matches

import numpy as np

from tinytorch.core.tensor import Tensor
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.remedies.fault import ENDED, Fault

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
        return Finding(f"Did you mean {close[0]}?", f"{close[0]} is spelt {name}")
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
        return Finding(f"Did you mean {close[0]}?", f"{close[0]} is spelt {name}")
    return Finding(f"Is {name} spelt as in the file that defines it?")


def unknown_name(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a name that nothing defines."""
    name, code = match["name"], "\n".join(fault.file.code)
    if name in ("exit", "quit"):
        return ENDED
    if name in ("get_ipython", "display"):
        return Finding(f"{name} is there in notebooks only: delete this line.",
                       "a notebook's command stands in the file")  # fmt: skip
    holder = fault.file.around(fault.line)
    if name == "self":
        where = holder.name if holder else ""
        missing = "the first parameter of the method is to be self"
        return Finding(
            f"Write self as the first parameter of {where}."
            if where
            else f"Does the line belong into a method? There, {missing}.",
            f"self is missing: the first parameter of {where}" if where else None,
        )
    methods = {each.name for each in fault.file.definitions if each.holders and each.kind == "def"}
    if name in methods or re.search(rf"\bself\.{name}\b", code):
        return Finding(f"Did you mean self.{name}?", f"self. is missing before {name}")
    if name in _ORIGINS:
        if name == "np" and re.search(r"^import numpy\s*$", code, re.M):
            return Finding("Write import numpy as np.", "numpy is imported without as np")
        return Finding(f"Write {_ORIGINS[name]} above.", f"the import of {name} is missing")
    folded = {word for word in re.findall(r"\w+", code) if word.casefold() == name.casefold()}
    if folded - {name}:
        meant = min(folded - {name})
        return Finding(f"Did you mean {meant}?", f"{meant} is spelt {name}")
    known = {*re.findall(r"\b[^\W\d]\w{2,}\b", code), *dir(builtins), *keyword.kwlist} - {name}
    seen = re.findall(rf"\b{re.escape(name)}\b", code)
    close = get_close_matches(name, known, 1, 0.7) if len(seen) < 3 else []
    owner = _owner(name) if f"{name}(" in fault.source else None
    if owner is not None:
        return Finding(f"Did you mean {owner}.{name}?", f"{owner}. is missing before {name}")
    if close:
        return Finding(f"Did you mean {close[0]}?", f"{close[0]} is spelt {name}")
    init = next((each for each in fault.file.definitions if each.name == "__init__"), None)
    if init and holder != init and re.search(rf"\b{name}\b", fault.file.code[init.line - 1]):
        advice = f"{name} is known in __init__ alone: keep it there as self.{name}, and use that."
        return Finding(advice, f"{name} is a parameter of __init__, and unknown here")
    return Finding(f"Is {name} defined or imported above?")


def _owner(name: str) -> str | None:
    """Return what a function is commonly called through."""
    if name == "matmul":
        return "x"
    if hasattr(np.random, name):
        return "np.random"
    return "np" if hasattr(np, name) else None


def local(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on a local name that is read before it is set."""
    name = match["name"]
    return Finding(f"Is {name} set on every way to this line, also where no if is taken?",
                   f"{name} is not set on every way to the line that reads it")  # fmt: skip


def no_attribute(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on an attribute that an object has not."""
    kind, name = match["kind"], match["name"]
    own = {each.name for each in fault.file.definitions if each.kind == "class"}
    if kind == "super":
        advice = "Layer has no class above it: write what it does itself, without super()."
        return Finding(advice, f"super() has no {name}")
    if kind == "Tensor":
        meant = {"dot": "x @ w, or x.matmul(w)", "mm": "x @ w", "numpy": "x.data",
                 "size": "x.shape", "add": "x + y", "sub": "x - y", "mul": "x * y", "div": "x / y",
                 "multiply": "x * y", "subtract": "x - y", "divide": "x / y",
                 "view": "x.reshape(...)", "copy": "Tensor(x.data)"}.get(name)  # fmt: skip
        offered = [each for each in dir(Tensor) if not each.startswith("_")]
        close = get_close_matches(name, offered, 1, 0.6)
        meant = meant or (f".{close[0]}" if close else None)
        advice = (
            f"A Tensor has no {name}: did you mean {meant}?"
            if meant
            else (f"A Tensor has no {name}; it has {', '.join(offered)}.")
        )
        return Finding(advice, f"a Tensor is asked for {name}, which it has not")
    if kind not in own and name in ("weight", "bias"):
        advice = "Not every layer has a weight: ask each for its parameters()."
        return Finding(advice, f"each layer is asked for its {name}")
    if kind not in own and name == "training":
        advice = "A layer need not have such an attribute: ask forward for its parameters."
        return Finding(advice, "each layer is asked for an attribute training")
    if name in ("append", "extend") and kind == "NoneType":
        return Finding(f"{name} changes the list and returns None: write it without the =.",
                       f"what {name} returns is kept: None")  # fmt: skip
    code = "\n".join(fault.file.code)
    if kind not in own and re.search(rf"\bself\.{re.escape(name)} *=(?!=)", code):
        advice = f"A subclass need not call super().__init__(): {name} is not set then."
        return Finding(advice, "a subclass would have to call super().__init__()")
    close = get_close_matches(name, ("forward", "parameters", "layers"), 1, 0.7)
    if kind not in own and close:
        return Finding(f"Did you mean {close[0]}?", f"{close[0]} is spelt {name}")
    return None


def no_attribute_of_a_number(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on an attribute of a number, or of a text."""
    kind, name = match["kind"].removeprefix("numpy."), match["name"]
    close = get_close_matches(name, dir(getattr(builtins, kind, None)), 1, 0.6)
    if kind == "str" and close:
        return Finding(f"Did you mean .{close[0]}?", f"{close[0]} is spelt {name}")
    article = "an" if kind == "int" else "a"
    meant = f"; a Tensor has {name}: was one meant?" if hasattr(Tensor, name) else "."
    holder = fault.file.around(fault.line)
    # A call hands on whatever forward returned, and need not know what that is.
    named = (
        None if holder and holder.name == "__call__" else f"{article} {kind} is asked for {name}"
    )
    return Finding(f"It is {article} {kind}, which has no {name}{meant}", named)


def no_module_attribute(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on a name that is spelt otherwise in its module."""
    module, name = match["module"], match["name"]
    place = sys.modules.get(module)
    close = get_close_matches(name, dir(place), 1, 0.7) if place is not None else []
    if module == "numpy" and hasattr(np.random, name):
        close = [f"random.{name}"]
    short = "np" + module.removeprefix("numpy") if module.startswith("numpy") else module
    if not close:
        return None
    return Finding(
        f"Did you mean {short}.{close[0]}?", f"{short}.{close[0]} is spelt {short}.{name}"
    )
