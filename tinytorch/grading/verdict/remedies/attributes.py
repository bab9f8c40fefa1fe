"""What to do about attributes that an object, or a module, has not."""

from __future__ import annotations

import builtins
import re
import sys
from difflib import get_close_matches

import numpy as np

from tinytorch.core.tensor import Tensor
from tinytorch.grading.verdict.file.findings import Finding
from tinytorch.grading.verdict.remedies.fault import Fault
from tinytorch.grading.verdict.remedies.names import spelt

#: What has another name in a Tensor.
_TENSORS_OWN = {
    "dot": "x @ w, or x.matmul(w)", "mm": "x @ w", "numpy": "x.data", "size": "x.shape",
    "add": "x + y", "sub": "x - y", "mul": "x * y", "div": "x / y", "multiply": "x * y",
    "subtract": "x - y", "divide": "x / y", "view": "x.reshape(...)", "copy": "Tensor(x.data)",
}  # fmt: skip


def of_a_layer(match: re.Match[str], fault: Fault) -> Finding | None:
    """Advise on an attribute that an object has not whose class is another file's."""
    kind, name = match["kind"], match["name"]
    if any(each.name == kind and each.kind == "class" for each in fault.file.definitions):
        return None
    if name in ("weight", "bias"):
        advice = "Not every layer has a weight: ask each for its parameters()."
        return Finding(advice, f"each layer is asked for its {name}")
    if name == "training":
        advice = "A layer need not have such an attribute: ask forward for its parameters."
        return Finding(advice, "each layer is asked for an attribute training")
    if re.search(rf"\bself\.{re.escape(name)} *=(?!=)", fault.file.text):
        advice = f"A subclass need not call super().__init__(): {name} is not set then."
        return Finding(advice, "a subclass would have to call super().__init__()")
    close = get_close_matches(name, ("forward", "parameters", "layers"), 1, 0.7)
    return spelt(name, close[0]) if close else None


def of_a_tensor(match: re.Match[str], fault: Fault) -> Finding:
    """Advise on an attribute that a Tensor has not."""
    name = match["name"]
    offered = [each for each in dir(Tensor) if not each.startswith("_")]
    close = [f".{each}" for each in get_close_matches(name, offered, 1, 0.6)]
    meant = _TENSORS_OWN.get(name) or next(iter(close), None)
    ask = f": did you mean {meant}?" if meant else f"; it has {', '.join(offered)}."
    return Finding(
        f"A Tensor has no {name}{ask}", f"a Tensor is asked for {name}, which it has not"
    )


def of_a_number(match: re.Match[str], fault: Fault) -> Finding:
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


def of_a_module(match: re.Match[str], fault: Fault) -> Finding | None:
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
