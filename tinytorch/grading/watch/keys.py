"""Reads single keys while something else goes on, and gives the terminal back as it was."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from threading import Event, Thread

_PAUSE = 0.1  #: seconds after which a reader looks whether it should stop

Tell = Callable[[str], None]


@contextlib.contextmanager
def pressed(tell: Tell) -> Iterator[None]:
    """Tell of each key while the context lasts; standard input must be a terminal."""
    stop = Event()
    reader = Thread(target=_read, args=(tell, stop), daemon=True)
    with _single_keys():
        reader.start()
        try:
            yield
        finally:
            stop.set()
            reader.join()


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _single_keys() -> Iterator[None]:
        yield  # the console functions below read single keys as it is

    def _read(tell: Tell, stop: Event) -> None:
        while not stop.is_set():
            if not msvcrt.kbhit():
                stop.wait(_PAUSE)
            elif (key := msvcrt.getwch()) in "\x00\xe0":
                msvcrt.getwch()  # an arrow or function key comes as two
            else:
                tell(key)

else:
    import re
    import select
    import termios
    import tty

    #: What an arrow or function key sends; it holds letters, which nobody has pressed.
    _SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O?.|)")

    @contextlib.contextmanager
    def _single_keys() -> Iterator[None]:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal)  # no line to wait for and no echo; Ctrl-C still interrupts
        try:
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)

    def _read(tell: Tell, stop: Event) -> None:
        terminal = sys.stdin.fileno()
        while not stop.is_set():
            ready, _, _ = select.select([terminal], [], [], _PAUSE)
            if not ready:
                continue
            data = os.read(terminal, 64)
            if not data:
                break  # the terminal is gone
            for key in _SEQUENCE.sub("", data.decode("utf-8", "ignore")):
                tell(key)
