"""What an exercise may import: the standard library, NumPy and tinytorch.core.

What else happens to be installed beside the grader decides nothing: a worker refuses it, and direct
mode, where it works, warns that a grade will not have it.
"""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from types import ModuleType

from tinytorch.core.layers import EXERCISE_FILES


def offered(name: str) -> bool:
    """Return whether an exercise can import a module where it is graded."""
    root, *below = name.split(".")
    if root == "tinytorch":
        return not below or below[0] == "core"
    # What the build of a Python was configured with is kept in a module of another name on each.
    return root == "numpy" or root in sys.stdlib_module_names or root.startswith("_sysconfigdata")


def refuse_others() -> None:
    """Let every import in this process fail that is not offered; what is loaded stays."""
    sys.meta_path.insert(0, _Refusal())


class _Refusal:
    """A finder that finds nothing, and lets nobody find what is not offered."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if offered(name):
            return None
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def warn_of_others(class_name: str, source: bytes) -> None:
    """Warn of what an exercise's file imports and a grade does not have."""
    path = f"exercises/{EXERCISE_FILES[class_name]}"
    for line, name in _imported(source):
        if not offered(name):
            # As if it came from the line itself, so that each is shown once.
            warnings.warn_explicit(_not_offered(name), UserWarning, path, line)


@cache  # each test loads the files anew
def _imported(source: bytes) -> tuple[tuple[int, str], ...]:
    return tuple(_imports(source))


def _imports(source: bytes) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # loading the file says so
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, each.name) for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module


def _not_offered(module: str) -> str:
    return f"{module} works here, and not where your work is graded: do without it."
