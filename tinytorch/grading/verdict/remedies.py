"""What to do about the exceptions that students meet most: one plain sentence each."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from tinytorch.core.tensor import Tensor
from tinytorch.grading.verdict import newer, outline
from tinytorch.grading.verdict.findings import Finding, stars_missing
from tinytorch.grading.verdict.outline import NOTHING, Outline

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

_ENDED = Finding(
    "Remove the call that ends the program: a layer raises an error or returns a value.",
    "the program is ended instead of raising or returning",
)


_ALONE = "Where work is graded, code can compute, and not start threads or programs: do without."
_TOO_LARGE = Finding("Which array is so large?", "more memory is asked for than there is")


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception of a student's code."""

    error: str  #: the name of its class
    message: str
    source: str = ""  #: the line that raised it
    line: int = 0
    file: Outline = NOTHING


#: Tells from what a message says, and from the line, what to do; None where the next is to try.
Remedy = Finding | str | Callable[[re.Match[str], Fault], Finding | None]


def _missing_module(match: re.Match[str], fault: Fault) -> Finding:
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


def _missing_in_module(match: re.Match[str], fault: Fault) -> Finding:
    name = match["name"]
    if name in _ORIGINS:
        return Finding(f"Write {_ORIGINS[name]}.", f"{name} is imported from the wrong place")
    offered = [*dir(sys.modules.get(match["module"] or "")), *_ORIGINS]
    same = [each for each in offered if each.casefold() == name.casefold()]
    close = same or get_close_matches(name, offered, 1, 0.7)
    if close:
        return Finding(f"Did you mean {close[0]}?", f"{close[0]} is spelt {name}")
    return Finding(f"Is {name} spelt as in the file that defines it?")


def _unknown_name(match: re.Match[str], fault: Fault) -> Finding:
    name, code = match["name"], "\n".join(fault.file.code)
    if name in ("exit", "quit"):
        return _ENDED
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


def _raised_no_error(match: re.Match[str], fault: Fault) -> Finding:
    raised = fault.source.partition("raise")[2].strip()
    kind = _error_asked_for(fault)
    if raised.startswith("NotImplemented"):
        return _NOT_IMPLEMENTED
    if re.match(r"[rbfu]*[\"']", raised):
        return Finding(f'raise takes an error: write raise {kind}("...").',
                       "a text is raised, which is no error")  # fmt: skip
    return Finding(f"raise takes an error, such as {kind}(...).", "what is raised is no error")


def _raised_nothing(match: re.Match[str], fault: Fault) -> Finding:
    advice = f"raise takes an error: raise {_error_asked_for(fault)}(...)."
    return Finding(advice, "raise stands without an error")


def _error_asked_for(fault: Fault) -> str:
    return "NotImplementedError" if fault.file.holder("Layer") else "ValueError"


_NOT_IMPLEMENTED = Finding(
    "NotImplemented is a value; the error is called NotImplementedError.",
    "NotImplemented is raised, a value and no error",
)


def _with_none(match: re.Match[str], fault: Fault) -> Finding:
    if re.search(r"[-+] *(self\.)?bias\b|\bbias *\+", fault.source):
        return Finding("Without a bias, self.bias is None: add it only where there is one.",
                       "the bias is added where there is none")  # fmt: skip
    return Finding("One of the two is None: is there a method, such as forward, without return?")


def _not_called(match: re.Match[str], fault: Fault) -> Finding | None:
    found = re.search(r"([\w.]+\.(?:parameters|forward|values|items|copy))\b(?! *\()", fault.source)
    name = found[1] if found else "the method"
    return Finding(f"Call it: {name}().", f"() is missing after {name.rpartition('.')[2]}")


def _called_value(match: re.Match[str], fault: Fault) -> Finding | None:
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


def _no_attribute(match: re.Match[str], fault: Fault) -> Finding | None:
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


def _no_attribute_of_a_number(match: re.Match[str], fault: Fault) -> Finding:
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


def _no_module_attribute(match: re.Match[str], fault: Fault) -> Finding | None:
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


def _other_arguments(match: re.Match[str], fault: Fault) -> Finding | None:
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


def _starless(match: re.Match[str], fault: Fault) -> Finding | None:
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


_TOLD_TO_ALL = Finding(
    "Hand training on only where the layer's forward has a parameter of that name.",
    "training is handed to layers that do not take it",
)


def _power(match: re.Match[str], fault: Fault) -> Finding | None:
    if "^" not in fault.source:
        return None
    return Finding(
        "^ is no power in Python: write ** in its place.", "^ is written where ** is meant"
    )


def _one_tuple(match: re.Match[str], fault: Fault) -> Finding | None:
    found = re.search(r"np\.random\.(randn?)\(", fault.source)
    if found:
        advice = f"np.random.{found[1]} takes the lengths one by one: leave out the inner brackets."
        kind = match.groupdict().get("kind", "tuple")
        return Finding(advice, f"the shape is given to {found[1]} as one {kind}")
    return Finding(
        "np.random.randn takes the lengths one by one; np.zeros takes one tuple of them."
    )


def _data_type(match: re.Match[str], fault: Fault) -> Finding | None:
    found = re.search(r"np\.(zeros|ones|empty|full)\(", fault.source)
    if not found:
        return None
    return Finding(f"np.{found[1]} takes the shape as one tuple: np.{found[1]}((3, 5)).",
                   f"the lengths are given to {found[1]} one by one")  # fmt: skip


def _truth(match: re.Match[str], fault: Fault) -> Finding:
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


def _local(match: re.Match[str], fault: Fault) -> Finding:
    name = match["name"]
    return Finding(f"Is {name} set on every way to this line, also where no if is taken?",
                   f"{name} is not set on every way to the line that reads it")  # fmt: skip


def _signature(match: re.Match[str], fault: Fault) -> Finding | None:
    if "signature(" not in fault.source:
        return None
    return Finding("A layer is no function: ask inspect.signature(layer.forward).",
                   "the signature of the layer is asked for, not that of its forward")  # fmt: skip


def _integer(match: re.Match[str], fault: Fault) -> Finding | None:
    if "range(" in fault.source:
        return Finding("range counts to a number: range(len(...)), or loop over the list itself.",
                       f"range is given a {match['kind']}")  # fmt: skip
    if match["kind"] in ("tuple", "list"):
        return _one_tuple(match, fault)
    if match["kind"] == "Tensor":
        return Finding("It takes a shape: x.shape.", "a Tensor is given where its shape is meant")
    return None


_AXES_COUNTED = Finding(
    "x may have one axis or many: use x.shape as a whole.",
    "x is taken to have a certain number of axes",
)


def _shapes(match: re.Match[str], fault: Fault) -> Finding | None:
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


def _no_text(match: re.Match[str], fault: Fault) -> Finding:
    advice = 'A number is put into a text by an f and braces: f"p is {p}".'
    return Finding(advice, "a number is added to a text")


def _asserted(match: re.Match[str], fault: Fault) -> Finding | None:
    if not fault.source.startswith("assert"):
        return None
    return Finding("An assert raises AssertionError: write if ...: raise ValueError(...).",
                   "assert stands where an error is to be raised")  # fmt: skip


def _written_into(match: re.Match[str], fault: Fault) -> Finding | None:
    if not re.match(r"\w+\[.*\] *[-+*/]?=", fault.source):
        return None
    return Finding("A Tensor is not written into: multiply it by a mask, x * Tensor(mask).",
                   "a Tensor is written into")  # fmt: skip


def _first_or_axis(match: re.Match[str], fault: Fault) -> Finding | None:
    if ".shape" in fault.source:
        return _AXES_COUNTED
    if "[0]" in fault.source:
        return Finding("It may be empty: ask for its length first, or go without its first item.",
                       "the first item is taken where there may be none")  # fmt: skip
    return None


def _divided(match: re.Match[str], fault: Fault) -> Finding:
    if fault.file.holder("Dropout") is None:
        return Finding("What is divided by here, and when is it 0?", "something is divided by 0")
    return Finding("What is divided by here, and for which p is it 0?",
                   "something is divided by what is 0 at one end of p")  # fmt: skip


def _file(match: re.Match[str], fault: Fault) -> Finding:
    return Finding("Only your four files are there when your work is graded: do without others.",
                   "another file is opened")  # fmt: skip


# Exception, pattern that its message holds, what to do; the first that knows speaks.
_REMEDIES: tuple[tuple[str, str, Remedy], ...] = (
    ("ModuleNotFoundError", r"No module named '(?P<name>[\w.]+)'", _missing_module),
    (
        "ImportError",
        r"cannot import name '(?P<name>\w+)'(?: from '(?P<module>[\w.]+)')?",
        _missing_in_module,
    ),
    ("ImportError", "relative import", "Write the import as the stub does, without a leading dot."),
    (
        "EOFError",
        "",
        Finding(
            "Nobody answers when your work is graded: remove input().", "input() asks somebody"
        ),
    ),
    ("RuntimeError", r"breakpoint\(\)", "Remove breakpoint() before you grade or push."),
    ("BdbQuit", "", "Remove breakpoint() before you grade or push."),
    ("SystemExit", "", _ENDED),
    (
        "RecursionError",
        "during compilation",
        "Python cannot read a line of so many parts: can it be said in less?",
    ),
    (
        "RecursionError",
        "",
        Finding("Which call leads back to it?", "a method calls itself without an end"),
    ),
    ("MemoryError", "", _TOO_LARGE),
    # Of what no address could reach, which is 2 GB in a browser, NumPy says this instead.
    ("ValueError", "array is too big|Maximum allowed dimension exceeded", _TOO_LARGE),
    ("RuntimeError", "can't start new thread", _ALONE),
    ("OSError", "Function not implemented", _ALONE),
    ("FileNotFoundError", "", _file),
    ("PermissionError", "", _file),
    (
        "AttributeError",
        r"'(?P<kind>list|tuple|dict)' object has no attribute",
        lambda match, _: Finding(f"It is a {match['kind']}: was what it holds meant?"),
    ),
    (
        "AttributeError",
        "'(?P<kind>NoneType)' object has no attribute '(?P<name>append|extend)'",
        _no_attribute,
    ),
    ("AttributeError", "'NoneType' object", "It is None: which call before returned nothing?"),
    ("AttributeError", "'numpy.ndarray' object", "It is an array: is it to be a Tensor?"),
    ("AttributeError", r"'(builtin_)?(function|method)\w*' object", _not_called),
    (
        "AttributeError",
        r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
        _no_module_attribute,
    ),
    (
        "AttributeError",
        r"'(?P<kind>str|int|float|bool|numpy\.\w+)' object has no attribute '(?P<name>\w+)'",
        _no_attribute_of_a_number,
    ),
    ("AttributeError", r"'(?P<kind>\w+)' object has no attribute '(?P<name>\w+)'", _no_attribute),
    (
        "AttributeError",
        r"object has no attribute '(?P<name>(?!__)\w+)'",
        lambda match, _: Finding(f"Is {match['name']} set in __init__, and spelt the same there?"),
    ),
    ("TypeError", "", _starless),
    ("TypeError", "can only concatenate str|for [+%]: .*'str'|string formatting", _no_text),
    ("TypeError", "exceptions must derive from BaseException", _raised_no_error),
    ("TypeError", r"unsupported operand|not supported for the input types", _power),
    ("TypeError", "unsupported operand .*'NoneType'", _with_none),
    (
        "TypeError",
        r"unsupported operand .*\+: 'int' and 'list'",
        Finding("sum begins with 0: give it an empty list, sum(..., []).", "sum adds lists to 0"),
    ),
    (
        "TypeError",
        "'NoneType' object is not iterable",
        "It is None: is there a method, such as parameters, without return?",
    ),
    (
        "TypeError",
        "'int' object is not iterable",
        "It is one number: was a list meant, or range(...) around it?",
    ),
    (
        "TypeError",
        r"'(builtin_)?(function|method)\w*' object is not subscriptable",
        Finding(
            "A function is called with round brackets.",
            "square brackets stand where round ones are meant",
        ),
    ),
    ("TypeError", r"'(builtin_)?(function|method)\w*' object is not", _not_called),
    ("TypeError", r"'(?P<kind>\w+)' object cannot be interpreted as an integer", _integer),
    ("TypeError", r"Cannot interpret '.*' as a data type", _data_type),
    (
        "TypeError",
        "(list|tuple|set) expected at most 1 argument",
        Finding("Brackets make a list of several things: [a, b].", "list is given several things"),
    ),
    (
        "TypeError",
        "argument of type 'Signature' is not",
        Finding(
            "The names are in its .parameters: write that behind it.",
            ".parameters is missing after the signature",
        ),
    ),
    (
        "TypeError",
        "takes|missing|got an unexpected|multiple values|needs an argument",
        _other_arguments,
    ),
    ("TypeError", "is not a callable object", _signature),
    ("ValueError", "no signature found|is not supported by signature", _signature),
    (
        "TypeError",
        r"indices must be integers or slices, not (?P<kind>\w+)",
        lambda match, _: Finding(
            f"for gives the items themselves, such as {match['kind']}: use them without an index.",
            "the items of a list are used as its indices",
        ),
    ),
    (
        "TypeError",
        "does not support item assignment|can be converted to a scalar index",
        _written_into,
    ),
    ("TypeError", r"'(?P<kind>\w+)' object is not callable", _called_value),
    ("TypeError", "truth value|bool", _truth),
    ("ValueError", "truth value|neither true nor false", _truth),
    ("ValueError", "do not broadcast", _shapes),
    ("AssertionError", "", _asserted),
    (
        "ValueError",
        "read-only",
        Finding("Make new numbers, and leave those of x as they are.", "x is changed in place"),
    ),
    ("IndexError", "(list|tuple) index out of range", _first_or_axis),
    ("ValueError", "values to unpack", _first_or_axis),
    (
        "IndexError",
        "list index out of range",
        Finding(
            "The last item has the number len - 1: does the loop go too far?",
            "an item is asked for that is not in the list",
        ),
    ),
    ("RuntimeError", "No active exception", _raised_nothing),
    ("ZeroDivisionError", "", _divided),
    ("UnboundLocalError", r"variable '(?P<name>\w+)'", _local),
    ("NameError", r"name '(?P<name>\w+)'", _unknown_name),
)


def remedy(fault: Fault) -> Finding | None:
    """Return what to do about an exception, or None where the message itself says enough."""
    if found := newer.of_name(fault.message):
        return found
    for name, pattern, what in _REMEDIES:
        match = re.search(pattern, fault.message)
        if fault.error != name or not match:
            continue
        told = what(match, fault) if callable(what) else what
        if told is not None:
            return Finding(told) if isinstance(told, str) else told
    return None
