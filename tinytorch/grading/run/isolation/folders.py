"""Temporary folders that go when their owner does, or are cleared away once it has ended.

A process that is killed clears nothing away. So each folder has a file that its owner holds, and
whoever starts next removes the folders whose file nobody holds any more.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PREFIX = "tinytorch-"
_OWNER = "owner"  #: the file that is held

if sys.platform == "win32":

    def _hold(file: BinaryIO) -> None:
        """Do nothing: an open file cannot be renamed there."""

    @contextmanager
    def _held(owner: Path) -> Iterator[None]:
        aside = owner.with_name("aside")
        owner.rename(aside)
        aside.rename(owner)
        yield

else:
    import fcntl

    def _hold(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    @contextmanager
    def _held(owner: Path) -> Iterator[None]:
        """Hold the file of an owner that is gone.

        Raises
        ------
        OSError
            There is no such file, or somebody holds it.
        """
        status = owner.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
            raise FileNotFoundError
        with owner.open("rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield


class OwnFolder:
    """A new temporary folder, which is this process's until it is closed."""

    def __init__(self) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._owner = (self.path / _OWNER).open("xb")
            _hold(self._owner)
            if (self.path / _OWNER).exists():  # else somebody was quicker to take it for left
                break
            self._owner.close()

    def close(self) -> None:
        """Remove it with all that is in it."""
        self._owner.close()
        shutil.rmtree(self.path, ignore_errors=True)


def clear() -> None:
    """Remove the folders whose owner has ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_ours(folder):
                _remove_left(folder)


def _remove_left(folder: Path) -> None:
    with _held(folder / _OWNER):
        for entry in folder.iterdir():
            if entry.name != _OWNER:
                shutil.rmtree(entry, ignore_errors=True)
        # Where a process that is about to end was quicker, the next one finds it.
        if [entry.name for entry in folder.iterdir()] == [_OWNER]:
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user's: nobody else can put a link in its place."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and (
        sys.platform == "win32" or status.st_uid == os.getuid()
    )
