"""Shows views: on a terminal one after the other in the same place, elsewhere as lines."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol, TextIO

from tinytorch.grading import delivery
from tinytorch.grading.model import Report
from tinytorch.grading.reports import terminal
from tinytorch.grading.reports.screen import Layout
from tinytorch.grading.reports.view import View

KEYS = "a all tests   h hint   q quit"

_MAX_COLUMNS = 100

# Drawing writes over what is there, which does not flicker, and folds no line, which would scroll.
_HOME, _END_OF_LINE, _REST = "\x1b[H", "\x1b[K\n", "\x1b[J"
_NO_FOLDING, _FOLDING = "\x1b[?7l", "\x1b[?7h"
_NO_CURSOR, _CURSOR = "\x1b[?25l", "\x1b[?25h"
_CLEAR = "\x1b[2J"


class Display(Protocol):
    """Where views go."""

    def show(self, view: View, *, verdict: bool) -> None: ...

    def list(self, report: Report) -> None: ...

    def refresh(self) -> None: ...


def is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a terminal that can be drawn on."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@contextlib.contextmanager
def opened(stream: TextIO, *, keys: bool) -> Iterator[Display]:
    """Give the display that suits a stream, and leave a terminal as it was."""
    colour = delivery.coloured(stream, os.environ)
    layout = Layout(colour=colour, signs=delivery.signs(stream))
    if not is_terminal(stream):
        yield Lines(stream, layout)
        return
    if sys.platform == "win32":
        import colorama  # pytest needs it there

        colorama.just_fix_windows_console()
    stream.write(_NO_CURSOR + _CLEAR)
    try:
        yield Screen(stream, layout, KEYS if keys else "Ctrl-C ends")
    finally:
        stream.write(f"{_CURSOR}\n")
        stream.flush()


class Screen:
    """A terminal: the newest view takes the place of the one before it."""

    def __init__(self, stream: TextIO, layout: Layout, keys: str) -> None:
        self._stream, self._layout, self._keys = stream, layout, keys
        self._view = View()
        self._size = os.terminal_size((0, 0))

    def show(self, view: View, *, verdict: bool) -> None:
        """Draw a view."""
        self._view, self._size = view, shutil.get_terminal_size()
        layout = replace(self._layout, columns=min(self._size.columns - 1, _MAX_COLUMNS))
        lines = layout.screen(view, self._size.lines, self._keys)
        text = _END_OF_LINE.join(lines) + "\x1b[K"
        self._stream.write(_HOME + _NO_FOLDING + text + _REST + _FOLDING)
        self._stream.flush()

    def list(self, report: Report) -> None:
        """Print every test, as many lines as that takes; the next view takes their place."""
        columns = min(shutil.get_terminal_size().columns, _MAX_COLUMNS)
        colour = self._layout.colour
        text = terminal.render(report, colour=colour, width=columns, folded=True)
        self._stream.write(f"{_HOME}{_CLEAR}{text}\n{self._keys}")
        self._stream.flush()
        self._size = shutil.get_terminal_size()

    def refresh(self) -> None:
        """Draw the view again when the terminal has another size."""
        if shutil.get_terminal_size() != self._size:
            self._stream.write(_CLEAR)
            self.show(self._view, verdict=False)


class Lines:
    """A pipe, a file or a log: each verdict once, when it is known."""

    def __init__(self, stream: TextIO, layout: Layout) -> None:
        self._stream, self._layout = stream, layout

    def show(self, view: View, *, verdict: bool) -> None:
        """Write a view that holds a verdict."""
        if verdict:
            self._stream.write("\n".join(self._layout.plain(view)) + "\n")
            self._stream.flush()

    def list(self, report: Report) -> None:
        """Write every test."""
        self._stream.write(terminal.render(report, colour=self._layout.colour))
        self._stream.flush()

    def refresh(self) -> None:
        """Do nothing: lines stay as they were written."""
