"""Where the layers of the exercises are found: ``from tinytorch.core.layers import Linear``.

The four classes are the student's own. Each is loaded from its exercise file when it is first
asked for (PEP 562), so that an unfinished or broken exercise leaves the others usable. With the
environment variable ``TINYTORCH_SOURCE`` set to ``solutions`` they come from the reference.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from tinytorch.checkout import ROOT

#: Class name to file, below ``exercises/`` and, path for path, below ``solutions/``.
EXERCISE_FILES = {
    "Layer": "01_layer/layer.py",
    "Linear": "02_linear/linear.py",
    "Dropout": "03_dropout/dropout.py",
    "Sequential": "04_sequential/sequential.py",
}

_SOURCES = ("exercises", "solutions")

#: Reads one file of ``EXERCISE_FILES``: gives its name for tracebacks, and its bytes or its code.
Reader = Callable[[str], tuple[str, bytes | CodeType]]


class ExerciseError(ImportError):
    """An exercise file is missing, fails while it is loaded, or lacks its class.

    Attributes
    ----------
    path : str
        The file as messages name it, relative to the checkout.
    line : int or None
        The 1-based line that failed; None where no line is to blame.
    """

    def __init__(self, path: str, line: int | None, sentence: str) -> None:
        place = path if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: {sentence}", path=path)
        self.line = line
        self.sentence = sentence


def __getattr__(name: str) -> Any:
    if name not in EXERCISE_FILES:
        raise AttributeError(
            f"tinytorch.core.layers has no {name}; it offers {', '.join(EXERCISE_FILES)}",
            name=name,
            obj=sys.modules[__name__],
        )
    return load(name)


def __dir__() -> list[str]:
    return sorted(EXERCISE_FILES)


def load(name: str) -> type:
    """Return the class of an exercise, loading its file on the first call.

    Parameters
    ----------
    name : str
        A key of ``EXERCISE_FILES``.

    Raises
    ------
    ExerciseError
        The file is missing, fails while it is loaded, or does not define the class.
    """
    if name not in _loaded:
        _loaded[name] = _load(name)
    return _loaded[name]


def forget() -> None:
    """Load every exercise anew when it is next asked for, from the files as they are then."""
    for name in EXERCISE_FILES:
        sys.modules.pop(_module_name(name), None)
    _loaded.clear()


def substitute(name: str, replacement: type) -> None:
    """Let another class take the place of an exercise's, until the next `forget`."""
    _loaded[name] = replacement


def read_from(reader: Reader) -> None:
    """Take the source of the exercises from `reader` instead of the checkout's files."""
    global _read
    _read = reader


def read(relative: str) -> tuple[str, bytes | CodeType]:
    """Return what the source of an exercise is read from, and the source as it is now."""
    return _read(relative)


def _read_checkout(relative: str) -> tuple[str, bytes]:
    source = os.environ.get("TINYTORCH_SOURCE") or "exercises"
    if source not in _SOURCES:
        raise ImportError(f"TINYTORCH_SOURCE is {source!r}; it may be exercises or solutions")
    path = ROOT / source / relative
    try:
        return str(path), path.read_bytes()
    except OSError as error:
        name = f"{source}/{relative}"
        sentence = f"the file cannot be read ({error.strerror}); put it back at this place"
        raise ExerciseError(name, None, sentence) from None


_loaded: dict[str, type] = {}
_loading: list[str] = []
_read: Reader = _read_checkout


def _module_name(name: str) -> str:
    return "exercise_" + EXERCISE_FILES[name].partition("/")[0]


def _load(name: str) -> type:
    filename, source = _read(EXERCISE_FILES[name])
    if name in _loading:
        raise ExerciseError(_shown(filename), None, _circle(name, _loading[-1]))
    module = ModuleType(_module_name(name))
    module.__file__ = filename
    sys.modules[module.__name__] = module
    _loading.append(name)
    try:
        if not isinstance(source, CodeType):
            source = compile(source, filename, "exec", dont_inherit=True)
        exec(source, module.__dict__)
    except (ExerciseError, KeyboardInterrupt):
        raise
    except BaseException as error:  # SystemExit too: a file must not end who loads it.
        problem = getattr(error, "msg", None) or str(error)
        sentence = f"{type(error).__name__}: {problem}" if problem else type(error).__name__
        line, inner = _lines(error, filename)
        sentence += "" if line == inner else f" (raised in line {inner})"
        raise ExerciseError(_shown(filename), line, sentence) from error
    finally:
        _loading.pop()
    found = module.__dict__.get(name)
    if not isinstance(found, type):
        sentence = f"the file does not define the class {name}; keep the name that the stub has"
        raise ExerciseError(_shown(filename), None, sentence)
    return found


def _circle(name: str, importer: str) -> str:
    if importer == name:
        return f"the file imports {name}, which is its own to define; remove that import"
    circle = f"{name} is needed to load {importer}, which is needed to load {name}"
    return f"{circle}; remove one of the two imports"


def _shown(filename: str) -> str:
    """Return a file's name relative to the checkout where it lies in it."""
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else filename


def _lines(error: BaseException, filename: str) -> tuple[int | None, int | None]:
    """Return the line of `filename` that could not be run, and the one from which `error` came.

    They differ where a line below the class calls it.
    """
    if isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno or None  # An unknown encoding is reported at line 0.
        return line, line
    lines, frame = [], error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == filename:
            lines.append(frame.tb_lineno)
        frame = frame.tb_next
    return (lines[0], lines[-1]) if lines else (None, None)
