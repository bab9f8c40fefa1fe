"""Follows the student's code: ends what takes too long, and knows what a test called last.

A browser has neither timers nor signals that could interrupt Python, so the student's own code is
asked at every call and jump (`sys.monitoring`, Python 3.12). What never comes back from C, the
page ends from outside.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePath
from time import monotonic
from types import CodeType, FrameType
from typing import Any

_monitoring: Any = getattr(sys, "monitoring", None)  # mypy reads the types of the oldest Python
_TOOL = 3  #: one of those that are free for all


class Late(BaseException):
    """The time is up; not an Exception, which the student's code might catch."""


class Watcher:
    """Watches the code of some files.

    Parameters
    ----------
    files : mapping of str to str
        Names as tracebacks show them, and what to call the files here.
    tell : callable
        Gets what the student's code is at, as keywords, for whoever waits for it outside:
        ``called``, as in `called`, and ``loading``, a file and the line it is at, or None.
    """

    def __init__(self, files: Mapping[str, str], tell: Callable[..., object]) -> None:
        self.called: tuple[str, str] | None = None  #: whose, and which, method was called last
        #: Files that never end while they are loaded, and at which line: not loaded again.
        self.hanging: dict[str, int | None] = {}
        self._files, self._tell = files, tell
        self._followed: set[str] = set()
        self._deadline: float | None = None
        events = _monitoring.events
        self._local = events.JUMP  # each round of a loop ends with one
        self._watched: set[CodeType] = set()
        _monitoring.use_tool_id(_TOOL, __name__)
        self._while_loading = self._local | events.LINE | events.PY_RETURN
        _monitoring.register_callback(_TOOL, events.PY_START, self._started)
        _monitoring.register_callback(_TOOL, events.LINE, self._at_line)
        _monitoring.register_callback(_TOOL, events.PY_RETURN, self._loaded)
        _monitoring.register_callback(_TOOL, events.JUMP, self._jumped)
        _monitoring.set_events(_TOOL, events.PY_START)

    def close(self) -> None:
        _monitoring.set_events(_TOOL, 0)
        _monitoring.free_tool_id(_TOOL)

    def follow(self) -> None:
        """Tell what is loaded line by line, once more for each file."""
        self._followed.clear()
        self._watched.clear()

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise `Late` in watched code that runs when the time is up.

        A limit within another one has its own time.

        Raises
        ------
        Late
            Again and again, so that a bare ``except`` does not help.
        """
        outer, begun = self._deadline, monotonic()
        self._deadline = begun + seconds
        try:
            yield
        finally:
            self._deadline = outer and outer + monotonic() - begun

    def _started(self, code: CodeType, offset: int) -> object:
        # Loops of the student's over their own functions are slow enough without us.
        if code in self._watched and sys._getframe(2).f_code.co_filename == code.co_filename:
            self._check()
            return None
        file = self._files.get(code.co_filename)
        if file is None:
            return _monitoring.DISABLE
        first = code.co_name == "<module>" and file.endswith(".py") and file not in self._followed
        _monitoring.set_local_events(_TOOL, code, self._while_loading if first else self._local)
        self._watched.add(code)
        if code.co_name == "<module>" and file in self.hanging:
            raise Late
        frame = sys._getframe(1)
        if first:
            self._followed.add(file)
        elif self._from_a_test(frame.f_back):
            called = self._file_of_self(frame) or file, code.co_name
            if called != self.called:
                self.called = called
                self._tell(called=called)
        self._check()
        return None

    def _at_line(self, code: CodeType, line: int) -> object:
        self._tell(loading=(self._files[code.co_filename], line))
        return _monitoring.DISABLE  # in a loop, once is enough

    def _loaded(self, code: CodeType, offset: int, result: object) -> None:
        self._tell(loading=None)

    def _jumped(self, code: CodeType, offset: int, target: int) -> None:
        if self._deadline is not None and monotonic() > self._deadline:
            raise Late

    def _check(self) -> None:
        if self._deadline is not None and monotonic() > self._deadline:
            raise Late

    def _file_of_self(self, frame: FrameType) -> str | None:
        """Return the file of the object's own class, which may inherit the method from another."""
        first = frame.f_code.co_varnames[: frame.f_code.co_argcount][:1]
        for kind in type(frame.f_locals[first[0]]).__mro__ if first else ():
            module = sys.modules.get(str(kind.__module__))
            if file := self._files.get(str(getattr(module, "__file__", None))):
                return file
        return None

    def _from_a_test(self, frame: FrameType | None) -> bool:
        """Return whether a test, and no code of the student's, made the call."""
        while frame is not None:
            name = frame.f_code.co_filename
            if name in self._files:
                return False
            if PurePath(name).name.startswith("test_"):
                return True
            frame = frame.f_back
        return False
