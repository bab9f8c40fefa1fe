"""What to do about the exceptions that students meet most: one plain sentence each."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Modules of the course; any other name is a package, or a helper file of the student's.
_STANDARD = "numpy and tinytorch"

#: Files of the course that look as if they lay beside the student's own, and where they are.
_PROVIDED = dict.fromkeys(
    ("layer", "layers", "linear", "dropout", "sequential"), "tinytorch.core.layers"
)
_PROVIDED |= {name: f"tinytorch.core.{name}" for name in ("tensor", "activations")}

Remedy = str | Callable[[re.Match[str]], str]


def _missing_module(match: re.Match[str]) -> str:
    name = match["name"].partition(".")[0]
    if name in _PROVIDED:
        return f"Import from {_PROVIDED[name]}, as the stub does."
    return (
        f"Only {_STANDARD} can be imported when your work is graded: do without {name}, or, if it"
        " is a file of yours, move its code into this one."
    )


_ENDED = "Remove the call that ends the program: a layer raises an error or returns a value."
_ALONE = "Where work is graded, code can compute, and not start threads or programs: do without."

# Exception, pattern that its message holds, sentence; the first that fits speaks.
_REMEDIES: tuple[tuple[str, str, Remedy], ...] = (
    ("ModuleNotFoundError", r"No module named '(?P<name>[\w.]+)'", _missing_module),
    (
        "ImportError",
        r"cannot import name '(?P<name>\w+)'",
        lambda match: f"Is {match['name']} spelt as in the file that defines it?",
    ),
    ("ImportError", "relative import", "Write the import as the stub does, without a leading dot."),
    ("EOFError", "", "input() has nobody to ask when your work is graded: remove it."),
    ("RuntimeError", r"breakpoint\(\)", "Remove breakpoint() before you grade or push."),
    ("BdbQuit", "", "Remove breakpoint() before you grade or push."),
    ("SystemExit", "", _ENDED),
    (
        "RecursionError",
        "during compilation",
        "Python cannot read a line of so many parts: can it be said in less?",
    ),
    ("RecursionError", "", "A method calls itself without an end: which call leads back to it?"),
    ("MemoryError", "", "The code asks for more memory than there is: which array is so large?"),
    ("RuntimeError", "can't start new thread", _ALONE),
    ("OSError", "Function not implemented", _ALONE),
    (
        "AttributeError",
        r"'(?P<kind>list|tuple|dict)' object has no attribute",
        lambda match: f"It is a {match['kind']}: was what it holds meant?",
    ),
    ("AttributeError", "'NoneType' object", "It is None: which call before returned nothing?"),
    ("AttributeError", "'numpy.ndarray' object", "It is an array: is it to be a Tensor?"),
    (
        "AttributeError",
        r"object has no attribute '(?P<name>(?!__)\w+)'",
        lambda match: f"Is {match['name']} set in __init__, and spelt the same there?",
    ),
    (
        "TypeError",
        "exceptions must derive from BaseException",
        "NotImplemented is a value; the error is called NotImplementedError.",
    ),
    (
        "TypeError",
        "'tuple' object cannot be interpreted as an integer",
        "np.random.randn takes the lengths one by one; np.zeros takes one tuple of them.",
    ),
    (
        "TypeError",
        "unsupported operand .*'NoneType'",
        "One of the two is None: is there a method, such as forward, without return?",
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
        r"'(?P<kind>\w+)' object is not callable",
        lambda match: f"It is a {match['kind']}: is it a function that stands before the (?",
    ),
    ("ZeroDivisionError", "", "What is divided by here, and for which p is it 0?"),
    ("NameError", r"name '(exit|quit)'", _ENDED),
    ("NameError", r"name '(?P<name>\w+)'", lambda m: f"Is {m['name']} defined or imported above?"),
    ("TabError", "", "Indent with spaces only; an editor can convert the tabs of a file."),
    ("IndentationError", "", "Are the lines of this block indented alike?"),
    ("SyntaxError", "null byte", "The file holds bytes that are no text: save it as UTF-8."),
    ("SyntaxError", "codec|encoding|Non-UTF-8", "Save the file as UTF-8."),
    ("SyntaxError", "", "Python cannot read this line: is a bracket, quote or colon missing?"),
)


def remedy(error: str, message: str) -> str | None:
    """Return what to do about an exception, or None where the message itself says enough.

    Parameters
    ----------
    error : str
        The name of the exception's class.
    message : str
        What it says.
    """
    for name, pattern, sentence in _REMEDIES:
        match = re.search(pattern, message)
        if error == name and match:
            return sentence if isinstance(sentence, str) else sentence(match)
    return None
