"""Which exception, with which message, asks for which remedy."""

from __future__ import annotations

import re
from collections.abc import Callable

from tinytorch.grading.verdict import newer
from tinytorch.grading.verdict.findings import Finding
from tinytorch.grading.verdict.remedies import calls, names, values
from tinytorch.grading.verdict.remedies.fault import ENDED, Fault

_ALONE = "Where work is graded, code can compute, and not start threads or programs: do without."
_TOO_LARGE = Finding("Which array is so large?", "more memory is asked for than there is")

#: Tells from what a message says, and from the line, what to do; None where the next is to try.
Remedy = Finding | str | Callable[[re.Match[str], Fault], Finding | None]

# Exception, pattern that its message holds, what to do; the first that knows speaks.
_REMEDIES: tuple[tuple[str, str, Remedy], ...] = (
    ("ModuleNotFoundError", r"No module named '(?P<name>[\w.]+)'", names.missing_module),
    (
        "ImportError",
        r"cannot import name '(?P<name>\w+)'(?: from '(?P<module>[\w.]+)')?",
        names.missing_in_module,
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
    ("SystemExit", "", ENDED),
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
    ("FileNotFoundError", "", values.file),
    ("PermissionError", "", values.file),
    (
        "AttributeError",
        r"'(?P<kind>list|tuple|dict)' object has no attribute",
        lambda match, _: Finding(f"It is a {match['kind']}: was what it holds meant?"),
    ),
    (
        "AttributeError",
        "'(?P<kind>NoneType)' object has no attribute '(?P<name>append|extend)'",
        names.no_attribute,
    ),
    ("AttributeError", "'NoneType' object", "It is None: which call before returned nothing?"),
    ("AttributeError", "'numpy.ndarray' object", "It is an array: is it to be a Tensor?"),
    ("AttributeError", r"'(builtin_)?(function|method)\w*' object", calls.not_called),
    (
        "AttributeError",
        r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
        names.no_module_attribute,
    ),
    (
        "AttributeError",
        r"'(?P<kind>str|int|float|bool|numpy\.\w+)' object has no attribute '(?P<name>\w+)'",
        names.no_attribute_of_a_number,
    ),
    (
        "AttributeError",
        r"'(?P<kind>\w+)' object has no attribute '(?P<name>\w+)'",
        names.no_attribute,
    ),
    (
        "AttributeError",
        r"object has no attribute '(?P<name>(?!__)\w+)'",
        lambda match, _: Finding(f"Is {match['name']} set in __init__, and spelt the same there?"),
    ),
    ("TypeError", "", calls.starless),
    ("TypeError", "can only concatenate str|for [+%]: .*'str'|string formatting", values.no_text),
    ("TypeError", "exceptions must derive from BaseException", calls.raised_no_error),
    ("TypeError", r"unsupported operand|not supported for the input types", values.power),
    ("TypeError", "unsupported operand .*'NoneType'", values.with_none),
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
    ("TypeError", r"'(builtin_)?(function|method)\w*' object is not", calls.not_called),
    ("TypeError", r"'(?P<kind>\w+)' object cannot be interpreted as an integer", values.integer),
    ("TypeError", r"Cannot interpret '.*' as a data type", values.data_type),
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
        calls.other_arguments,
    ),
    ("TypeError", "is not a callable object", calls.signature),
    ("ValueError", "no signature found|is not supported by signature", calls.signature),
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
        values.written_into,
    ),
    ("TypeError", r"'(?P<kind>\w+)' object is not callable", calls.called_value),
    ("TypeError", "truth value|bool", values.truth),
    ("ValueError", "truth value|neither true nor false", values.truth),
    ("ValueError", "do not broadcast", values.shapes),
    ("AssertionError", "", values.asserted),
    (
        "ValueError",
        "read-only",
        Finding("Make new numbers, and leave those of x as they are.", "x is changed in place"),
    ),
    ("IndexError", "(list|tuple) index out of range", values.first_or_axis),
    ("ValueError", "values to unpack", values.first_or_axis),
    (
        "IndexError",
        "list index out of range",
        Finding(
            "The last item has the number len - 1: does the loop go too far?",
            "an item is asked for that is not in the list",
        ),
    ),
    ("RuntimeError", "No active exception", calls.raised_nothing),
    ("ZeroDivisionError", "", values.divided),
    ("UnboundLocalError", r"variable '(?P<name>\w+)'", names.local),
    ("NameError", r"name '(?P<name>\w+)'", names.unknown_name),
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
