"""Shares submissions out among processes, and survives whatever happens to one of them."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Outturn, Status, SubmissionFolder
from tinytorch.course.classroom.graded.submission_grader import Settings, serve
from tinytorch.grading.run.isolation import folders

#: Seconds until a process that grades is given up. The student's code has less, by far (see
#: `isolation.trusted.budget`); this is for what else can happen, on a machine that may be busy.
PATIENCE = 600.0

#: What could not be graded while others were may have wanted for memory or time that they took,
#: and a process may have been ended by the machine: it is tried once more, alone.
ATTEMPTS = 2

_CONTEXT = multiprocessing.get_context("spawn")  # the same on every platform; nothing is inherited


@dataclass
class _Task:
    number: int
    place: SubmissionFolder
    attempts: int = 0


class _Hand:
    """A process that grades, with the task that it is at."""

    def __init__(self, settings: Settings) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self._process: SpawnProcess = _CONTEXT.Process(
            target=serve, args=(theirs, settings), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, task: _Task) -> None:
        """Begin a task."""
        task.attempts += 1
        self.task, self.deadline = task, time.monotonic() + PATIENCE
        with suppress(OSError):  # a process that has ended says so when it is waited for
            self.connection.send(task.place)

    def end(self) -> None:
        """End the process; the prepared parent and the workers that it started end with it."""
        self.connection.close()
        self._process.kill()
        self._process.join()


class Pool:
    """Grades places on several processes at once.

    Parameters
    ----------
    places : iterable of (int, SubmissionFolder)
        What to grade, numbered; taken one by one, when a process is free.
    settings : Settings
    jobs : int
        How many processes grade at once.
    """

    def __init__(
        self, places: Iterable[tuple[int, SubmissionFolder]], settings: Settings, jobs: int
    ) -> None:
        self._tasks = (_Task(number, place) for number, place in places)
        self._again: deque[_Task] = deque()
        self._settings, self._jobs = settings, jobs
        self._idle: list[_Hand] = []
        self._busy: list[_Hand] = []

    def outturns(self) -> Iterator[tuple[int, Outturn]]:
        """Give the outturn of each place with its number, in the order in which they end."""
        try:
            self._share_out()
            while self._busy:
                for hand in self._finished():
                    number = hand.task.number  # it is about to get another task
                    found = self._collect(hand)
                    self._share_out()
                    if found is not None:
                        yield number, found
        finally:
            for hand in self._idle + self._busy:
                hand.end()
            folders.clear()  # a process that is killed clears nothing away

    def _share_out(self) -> None:
        while len(self._busy) < self._jobs:
            task = next(self._tasks, None)
            if task is None and self._again and not self._busy:
                task = self._again.popleft()
            if task is None:
                return
            hand = self._idle.pop() if self._idle else _Hand(self._settings)
            hand.give(task)
            self._busy.append(hand)

    def _finished(self) -> list[_Hand]:
        """Wait until a process has answered or ended, or its time is up."""
        left = min(hand.deadline for hand in self._busy) - time.monotonic()
        ready = wait([hand.connection for hand in self._busy], max(0.0, left))
        now = time.monotonic()
        return [hand for hand in self._busy if hand.connection in ready or hand.deadline <= now]

    def _collect(self, hand: _Hand) -> Outturn | None:
        """Return what a process found; None where it is to be tried again."""
        self._busy.remove(hand)
        late = f"it was not graded within {PATIENCE:g} s, and its process was ended"
        found = Outturn(Status.NOT_GRADED, problem=late)
        try:
            if hand.connection.poll():
                found = hand.connection.recv()
                self._idle.append(hand)
        except (EOFError, OSError):
            found = Outturn(Status.NOT_GRADED, problem=messages.GRADER_DIED)
        if hand not in self._idle:
            hand.end()
        if found.status is Status.NOT_GRADED and hand.task.attempts < ATTEMPTS:
            self._again.append(hand.task)
            return None
        return found
