"""A prompt with the student's layers: what is typed is run, and what it says is returned."""

from __future__ import annotations

import ast
import codeop
import contextlib
import doctest
import linecache
import sys
import traceback
from typing import Any

from tinytorch.core import layers
from tinytorch.course.site.browser.mode import Printed
from tinytorch.course.site.browser.watcher import Late, Watcher

NAME = "<prompt>"
SECONDS = 5.0

#: What a chapter's first example imports, so that a prompt is of use at once.
_START = """
import numpy as np
from tinytorch.core.activations import ReLU, Sigmoid, Softmax, Tanh
from tinytorch.core.tensor import Tensor
"""


class Prompt:
    """One conversation; names live until the interpreter ends."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._classes: dict[str, type] = {}
        exec(_START, self._names)

    def reload(self) -> None:
        """Let the names of the student's classes mean what the files define now."""
        layers.forget()
        earlier, self._classes = self._classes, {}
        for name in layers.EXERCISE_FILES:
            with contextlib.suppress(BaseException), self._watcher.limit(SECONDS):
                self._classes[name] = layers.load(name)
            if name not in self._names or self._names[name] is earlier.get(name):
                self._names.pop(name, None)
                if name in self._classes:
                    self._names[name] = self._classes[name]

    def run(self, source: str, seconds: float = SECONDS) -> str | None:
        """Run what was typed, or an example with its prompts; None when it goes on.

        What is returned reads as at any prompt, with what was typed in it.

        Parameters
        ----------
        source : str
            One or more lines.
        seconds : float
            What each of them may take.
        """
        examples = doctest.DocTestParser().get_examples(source) if ">>> " in source else []
        if examples:
            return "".join(_said(each.source, self._run(each.source, seconds)) for each in examples)
        try:
            if codeop.compile_command(source, NAME, "exec") is None:
                return None
        except (SyntaxError, ValueError, OverflowError):
            pass  # running it says so
        return _said(source, self._run(source, seconds))

    def _run(self, source: str, seconds: float) -> str:
        printed = Printed()
        # Tracebacks quote what was typed.
        linecache.cache[NAME] = len(source), None, source.splitlines(keepends=True), NAME
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                with self._watcher.limit(seconds):
                    for statement in ast.parse(source, NAME).body:
                        code = compile(ast.Interactive([statement]), NAME, "single")
                        exec(code, self._names)
            except Late:
                print(too_long(seconds))
            except BaseException as error:  # noqa: BLE001 - whatever was typed, it is shown
                traceback.print_exception(_without_ours(error), file=sys.stdout)
        return printed.getvalue()


def too_long(seconds: float) -> str:
    """Return what is said of code that was given up."""
    return f"Stopped after {seconds:g} s: which loop, or wait, never ends?"


def _said(source: str, answer: str) -> str:
    typed = source.rstrip("\n").replace("\n", "\n... ")
    return f">>> {typed}\n{answer}"


def _without_ours(error: BaseException) -> BaseException:
    """Leave out this module's frame; what cannot be compiled has no frame of its own."""
    frame = error.__traceback__
    compiled = not isinstance(error, SyntaxError) or error.filename != NAME
    return error.with_traceback(frame.tb_next if frame and compiled else None)
