"""Which exception, with which message, asks for which remedy."""

from __future__ import annotations

import re
from collections.abc import Callable

from tinytorch.grading.verdict import newer
from tinytorch.grading.verdict.file.findings import Finding, Sign, told
from tinytorch.grading.verdict.remedies import attributes, calls, names, values
from tinytorch.grading.verdict.remedies.fault import Fault

#: What to do: a sentence, one with the mistake's name (``\g<kind>`` is of the message), what the
#: line may show, or a function that tells from message and file; None where the next is to try.
Remedy = str | Finding | tuple[Sign, ...] | Callable[[re.Match[str], Fault], Finding | None]

_ENDED = Finding(
    "Remove the call that ends the program: a layer raises an error or returns a value.",
    "the program is ended instead of raising or returning",
)
_NO_BREAKPOINT = "Remove breakpoint() before you grade or push."
_ALONE = "Where work is graded, code can compute, and not start threads or programs: do without."
_TOO_LARGE = Finding("Which array is so large?", "more memory is asked for than there is")
_NO_FILES = Finding("Only your four files are there when your work is graded: do without others.",
                    "another file is opened")  # fmt: skip
_FIRST_OR_AXIS = (
    Sign(r"\.shape", *values.AXES_COUNTED),
    Sign(r"\[0\]", "It may be empty: ask for its length first, or go without its first item.",
         "the first item is taken where there may be none"),
)  # fmt: skip
_SIGNATURE = (
    Sign(r"signature\(", "A layer is no function: ask inspect.signature(layer.forward).",
         "the signature of the layer is asked for, not that of its forward"),
)  # fmt: skip
_HANDED_TO_ALL = (
    "Hand training on only where the layer's forward has a parameter of that name.",
    "training is handed to layers that do not take it",
)

#: How Python says that what is called does not take what it is given.
_ARGUMENTS = "(takes|missing|got an unexpected|multiple values|needs an argument)"
_OTHER_ARGUMENTS: list[tuple[str, Remedy]] = [
    ("descriptor '__init__' of 'super'",
     Finding("Write super().__init__().", "() is missing after super")),
    (f"{_ARGUMENTS}.*positional argument", (
        Sign(r"\b(normal|uniform|standard_normal|binomial|choice)\(",
             "It takes the shape as one tuple, such as size=(in_features, out_features).",
             r"the lengths are given to \1 one by one"),
    )),
    (_ARGUMENTS, (
        Sign(r"signature\(.*forward\(\)",
             "The method itself is meant, without (): inspect.signature(layer.forward).",
             "forward is called where its name is meant"),
    )),
    (_ARGUMENTS, calls.x_left_out),
    (f"{_ARGUMENTS}.*training", (Sign("training", *_HANDED_TO_ALL),)),
    (f"{_ARGUMENTS}.*positional", (Sign(r"\.forward\([^,()]+, *training\)", *_HANDED_TO_ALL),)),
    (_ARGUMENTS, (
        Sign(r"\b(Layer|Linear|Dropout|Sequential)\.forward\(",
             r"\1 is the class: call forward of the layer itself.",
             r"forward of the class \1 is called, not of a layer"),
        Sign(r"\(\*\w+\.shape\)", "It takes the shape as one tuple: leave out the star.",
             "a shape is taken apart by a star"),
        Sign(r"super\(\)\.__init__\([^)]",
             "Layer takes nothing: write super().__init__(), or leave it out.",
             "super().__init__ is given arguments"),
    )),
]  # fmt: skip

#: By the exception: pattern that its message holds, what to do; the first that knows speaks.
_REMEDIES: dict[str, list[tuple[str, Remedy]]] = {
    "ModuleNotFoundError": [(r"No module named '(?P<name>[\w.]+)'", names.missing_module)],
    "ImportError": [
        (r"cannot import name '(?P<name>\w+)'(?: from '(?P<module>[\w.]+)')?",
         names.missing_in_module),
        ("relative import", "Write the import as the stub does, without a leading dot."),
    ],
    "EOFError": [
        ("", Finding("Nobody answers when your work is graded: remove input().",
                     "input() asks somebody")),
    ],
    "BdbQuit": [("", _NO_BREAKPOINT)],
    "SystemExit": [("", _ENDED)],
    "RecursionError": [
        ("during compilation",
         "Python cannot read a line of so many parts: can it be said in less?"),
        ("", Finding("Which call leads back to it?", "a method calls itself without an end")),
    ],
    "MemoryError": [("", _TOO_LARGE)],
    "OSError": [("Function not implemented", _ALONE)],
    "FileNotFoundError": [("", _NO_FILES)],
    "PermissionError": [("", _NO_FILES)],
    "AttributeError": [
        (r"'(?P<kind>list|tuple|dict)' object has no attribute",
         r"It is a \g<kind>: was what it holds meant?"),
        ("'NoneType' object has no attribute '(?P<name>append|extend)'",
         Finding(r"\g<name> changes the list and returns None: write it without the =.",
                 r"what \g<name> returns is kept: None")),
        ("'NoneType' object", "It is None: which call before returned nothing?"),
        ("'numpy.ndarray' object", "It is an array: is it to be a Tensor?"),
        (r"'(builtin_)?(function|method)\w*' object", calls.not_called),
        (r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
         attributes.of_a_module),
        (r"'(?P<kind>str|int|float|bool|numpy\.\w+)' object has no attribute '(?P<name>\w+)'",
         attributes.of_a_number),
        (r"'super' object has no attribute '(?P<name>\w+)'",
         Finding("Layer has no class above it: write what it does itself, without super().",
                 r"super() has no \g<name>")),
        (r"'Tensor' object has no attribute '(?P<name>\w+)'", attributes.of_a_tensor),
        (r"'(?P<kind>\w+)' object has no attribute '(?P<name>\w+)'", attributes.of_a_layer),
        (r"object has no attribute '(?P<name>(?!__)\w+)'",
         r"Is \g<name> set in __init__, and spelt the same there?"),
    ],
    "TypeError": [
        ("", calls.starless),
        ("can only concatenate str|for [+%]: .*'str'|string formatting",
         Finding('A number is put into a text by an f and braces: f"p is {p}".',
                 "a number is added to a text")),
        ("exceptions must derive from BaseException", calls.raised_no_error),
        ("unsupported operand|not supported for the input types", (
            Sign(r"\^", "^ is no power in Python: write ** in its place.",
                 "^ is written where ** is meant"),
        )),
        ("unsupported operand .*'NoneType'", (
            Sign(r"[-+] *(self\.)?bias\b|\bbias *\+",
                 "Without a bias, self.bias is None: add it only where there is one.",
                 "the bias is added where there is none"),
            Sign("", "One of the two is None: is there a method, such as forward, without return?"),
        )),
        (r"unsupported operand .*\+: 'int' and 'list'",
         Finding("sum begins with 0: give it an empty list, sum(..., []).",
                 "sum adds lists to 0")),
        ("'NoneType' object is not iterable",
         "It is None: is there a method, such as parameters, without return?"),
        ("'int' object is not iterable",
         "It is one number: was a list meant, or range(...) around it?"),
        (r"'(builtin_)?(function|method)\w*' object is not subscriptable",
         Finding("A function is called with round brackets.",
                 "square brackets stand where round ones are meant")),
        (r"'(builtin_)?(function|method)\w*' object is not", calls.not_called),
        (r"'(?P<kind>\w+)' object cannot be interpreted as an integer", values.integer),
        (r"Cannot interpret '.*' as a data type", (
            Sign(r"np\.(zeros|ones|empty|full)\(",
                 r"np.\1 takes the shape as one tuple: np.\1((3, 5)).",
                 r"the lengths are given to \1 one by one"),
        )),
        ("(list|tuple|set) expected at most 1 argument",
         Finding("Brackets make a list of several things: [a, b].",
                 "list is given several things")),
        ("argument of type 'Signature' is not",
         Finding("The names are in its .parameters: write that behind it.",
                 ".parameters is missing after the signature")),
        *_OTHER_ARGUMENTS,
        ("is not a callable object", _SIGNATURE),
        (r"indices must be integers or slices, not (?P<kind>\w+)",
         Finding(r"for gives the items themselves, such as \g<kind>: use them without an index.",
                 "the items of a list are used as its indices")),
        ("does not support item assignment|can be converted to a scalar index", (
            Sign(r"^\w+\[.*\] *[-+*/]?=",
                 "A Tensor is not written into: multiply it by a mask, x * Tensor(mask).",
                 "a Tensor is written into"),
        )),
        ("'NotImplementedType' object is not callable", calls.NOT_IMPLEMENTED),
        ("'module' object is not callable", calls.called_module),
        ("'(?P<kind>tuple|Tensor|ndarray|float|int|list|float32|float64)' object is not callable",
         calls.called_value),
        ("'NoneType' object is not callable",
         "It is None: what stands before the ( was never set, or returned nothing?"),
        (r"'(?P<kind>\w+)' object is not callable",
         r"It is a \g<kind>: is it a function that stands before the (?"),
        ("truth value|bool", values.truth),
    ],
    "ValueError": [
        # Of what no address could reach, which is 2 GB in a browser, NumPy says this instead.
        ("array is too big|Maximum allowed dimension exceeded", _TOO_LARGE),
        ("no signature found|is not supported by signature", _SIGNATURE),
        ("truth value|neither true nor false", values.truth),
        ("do not broadcast", (
            Sign(r"\.size", "size counts the elements: a mask needs the shape.",
                 "x.size is taken for x.shape"),
        )),
        ("do not broadcast", values.shapes),
        ("read-only", Finding("Make new numbers, and leave those of x as they are.",
                              "x is changed in place")),
        ("values to unpack", _FIRST_OR_AXIS),
    ],
    "AssertionError": [
        ("", (
            Sign("^assert", "An assert raises AssertionError: write if ...: raise ValueError(...).",
                 "assert stands where an error is to be raised"),
        )),
    ],
    "IndexError": [
        ("(list|tuple) index out of range", _FIRST_OR_AXIS),
        ("list index out of range",
         Finding("The last item has the number len - 1: does the loop go too far?",
                 "an item is asked for that is not in the list")),
    ],
    "RuntimeError": [
        (r"breakpoint\(\)", _NO_BREAKPOINT),
        ("can't start new thread", _ALONE),
        ("No active exception", calls.raised_nothing),
    ],
    "ZeroDivisionError": [("", values.divided)],
    "UnboundLocalError": [
        (r"variable '(?P<name>\w+)'",
         Finding(r"Is \g<name> set on every way to this line, also where no if is taken?",
                 r"\g<name> is not set on every way to the line that reads it")),
    ],
    "NameError": [
        ("name '(exit|quit)'", _ENDED),
        ("name '(?P<name>get_ipython|display)'",
         Finding(r"\g<name> is there in notebooks only: delete this line.",
                 "a notebook's command stands in the file")),
        ("name 'self'", names.unknown_self),
        (r"name '(?P<name>\w+)'", names.unknown_name),
    ],
}  # fmt: skip


def remedy(fault: Fault) -> Finding | None:
    """Return what to do about an exception, or None where the message itself says enough."""
    if found := newer.of_name(fault.message):
        return found
    for pattern, what in _REMEDIES.get(fault.error, ()):
        match = re.search(pattern, fault.message)
        if match and (found := _said(what, match, fault)):
            return found
    return None


def _said(what: Remedy, match: re.Match[str], fault: Fault) -> Finding | None:
    if callable(what):
        return what(match, fault)
    if isinstance(what, tuple):
        return told(fault.source, what)
    advice, name = (what, None) if isinstance(what, str) else (what.advice, what.name)
    return Finding(match.expand(advice), name and match.expand(name))
