"""Starts workers, ahead of time: while pytest starts, and while others serve.

On Linux they are forked from a prepared parent. On macOS and Windows, where a fork is not safe or
not there, each is a new process.
"""

from __future__ import annotations

import sys
from typing import Protocol

from tinytorch.grading.run.isolation import folders
from tinytorch.grading.run.isolation.trusted.handle import Handle


class Launcher(Protocol):
    """A source of workers."""

    slow: bool  #: whether starting one takes so long that it is to serve exercise after exercise

    def take(self, start: bytes) -> Handle:
        """Return a worker that is told of a submission by this frame."""

    def branch(self) -> Launcher | None:
        """Return one for a process that this one is about to fork; None where that is not safe."""

    def close(self) -> None: ...


def launch(level: str = "auto", *, fork: bool = sys.platform == "linux") -> Launcher:
    """Begin to start workers; returns at once.

    Parameters
    ----------
    level : {"auto", "required", "off"}
        How strictly to confine them.
    fork : bool
        Whether to fork them from a prepared parent.
    """
    folders.clear()
    folder = folders.OwnFolder()
    if fork:
        from tinytorch.grading.run.isolation.trusted.forking import Forking

        return Forking(folder, level)
    from tinytorch.grading.run.isolation.trusted.spawning import Spawning

    return Spawning(folder, level)
