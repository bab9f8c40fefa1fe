"""Notices that a student's file was saved, in whichever way an editor saves.

An editor writes in place, or empties the file first, or renames another into its place. So nothing
is concluded from the events themselves: they only say when to look whether a file is another than
before, and a file that is missing or empty gets a moment to come back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from tinytorch.grading.model import EXERCISES, Exercise

POLL = 0.2  #: seconds between two looks where nobody tells of changes
LOOK = 1.0  #: the same where somebody does: a network share may change without an event
SETTLE = 0.02  #: a file that has not changed for so long is written
RETURN = 0.4  #: how long a file may be empty or missing while it is saved

_State = tuple[int, int, int] | None


class StudentFiles:
    """The four files, and how they looked last.

    Parameters
    ----------
    root : Path
        The checkout.
    stop : Event
        Ends the waiting.
    """

    def __init__(self, root: Path, stop: Event) -> None:
        self._paths = {exercise: root / exercise.path for exercise in EXERCISES}
        self._stop = stop
        self._seen = self._look()

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(path.parent for path in self._paths.values())

    def saved(self) -> tuple[Exercise, ...]:
        """Return the exercises whose file was saved since the last call, once it is complete."""
        now = self._look()
        deadline = time.monotonic() + RETURN
        while changed := self._changed(now):
            self._stop.wait(SETTLE)
            before, now = now, self._look()
            complete = all(map(_has_content, map(now.get, changed)))
            late = time.monotonic() > deadline
            if late or self._stop.is_set() or (now == before and complete):
                break
        changed, self._seen = self._changed(now), now
        return changed

    def _look(self) -> dict[Exercise, _State]:
        return {exercise: _state(path) for exercise, path in self._paths.items()}

    def _changed(self, now: dict[Exercise, _State]) -> tuple[Exercise, ...]:
        return tuple(exercise for exercise in now if now[exercise] != self._seen[exercise])


def _state(path: Path) -> _State:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _has_content(state: _State) -> bool:
    return state is not None and state[1] > 0


def follow(files: StudentFiles, stop: Event, tell: Callable[[tuple[Exercise, ...]], None]) -> None:
    """Tell of every save, until told to stop."""
    for _ in _occasions(files.folders, stop):
        if saved := files.saved():
            tell(saved)


def _occasions(folders: tuple[Path, ...], stop: Event) -> Iterator[None]:
    """Yield whenever it is worth a look."""
    try:
        yield from _events(folders, stop)
    except (ImportError, OSError, RuntimeError):
        # Not installed, or the system has no watch to spare: looking often does as well.
        while not stop.wait(POLL):
            yield


def _events(folders: tuple[Path, ...], stop: Event) -> Iterator[None]:
    import watchfiles

    for _ in watchfiles.watch(
        *folders,
        watch_filter=None,
        recursive=False,
        debounce=50,
        step=10,
        stop_event=stop,
        rust_timeout=int(LOOK * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        yield
