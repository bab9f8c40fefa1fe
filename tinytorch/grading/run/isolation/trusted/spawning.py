"""Workers that are processes of their own, for macOS and Windows."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from tinytorch.grading.run.isolation import turns
from tinytorch.grading.run.isolation.folders import OwnFolder
from tinytorch.grading.run.isolation.trusted.channel import Channel
from tinytorch.grading.run.isolation.trusted.handle import (
    Handle,
    Output,
    command,
    environment,
    ready,
)

if sys.platform == "win32":
    from tinytorch.grading.run.isolation.trusted.windows_job import Job


class Spawning:
    """Starts each worker as a process of its own, ahead of time.

    Parameters
    ----------
    own : OwnFolder
        Where their folders are made; it goes when this is closed.
    level : {"auto", "required", "off"}
        How strictly to confine them.
    """

    slow = True

    def __init__(self, own: OwnFolder, level: str) -> None:
        self._own, self._level = own, level
        self._count = 0
        self._waiting = self._start()

    def take(self, start: bytes) -> Handle:
        """Return the worker that waits, and start another to be ready when it is needed."""
        waited, self._waiting = self._waiting, self._start()
        return ready(waited, start)

    def branch(self) -> None:
        """Return none: where workers are spawned, no process is forked."""

    def close(self) -> None:
        """End everything."""
        self._waiting.release()
        self._own.close()

    def _start(self) -> Handle:
        self._count += 1
        folder = self._own.path / f"worker-{self._count}"
        folder.mkdir()
        printed, prints = os.pipe()
        process = subprocess.Popen(
            command(f"spawned({str(folder)!r}, {self._level!r})"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=prints,
            env=environment(folder),
            cwd=folder,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        end = _end_of(process)
        streams = [process.stdout, process.stdin]
        incoming, outgoing = (os.dup(stream.fileno()) for stream in streams if stream)
        for stream in filter(None, streams):
            stream.close()
        output, missed = Output(), turns.of(process.pid)
        channel = Channel(incoming, outgoing, printed, output.add, missed, prints=prints)

        def end_all() -> int:
            status = end()
            shutil.rmtree(folder, ignore_errors=True)
            return status

        return Handle(channel, output, missed, [], end_all, end_all)


if sys.platform == "win32":

    def _end_of(process: subprocess.Popen[bytes]) -> Callable[[], int]:
        """Return what ends a process with all that it starts, and says how it ended."""
        job = Job(process)

        def end() -> int:
            status = process.poll()
            process.kill()
            job.close()
            return process.wait() if status is None else status

        return end

else:

    def _end_of(process: subprocess.Popen[bytes]) -> Callable[[], int]:
        """Return what ends a process with all that has stayed in its group, and says how."""

        def end() -> int:
            status = process.poll()
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            return process.wait() if status is None else status

        return end
