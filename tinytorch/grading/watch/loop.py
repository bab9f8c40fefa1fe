"""The watcher itself: what is saved is graded, and what is shown follows from that.

A save made during a grade waits for its end, or brings it about when that takes long. After the
exercise that was saved come those after it, as they build on it: when nothing else happens, one by
one, and without a word.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from tinytorch.grading.model import EXERCISES, Exercise
from tinytorch.grading.watch.display import Display
from tinytorch.grading.watch.standing import Standing
from tinytorch.grading.watch.warm_grader import Verdict, WarmGrader

TICK = 0.2  #: seconds without an event, after which to look at the clock
QUIET = 1.0  #: seconds without an event, after which to grade what nobody waits for
PATIENCE = 3.0  #: seconds for each exercise of a grade that a save waits for


@dataclass(frozen=True, slots=True)
class Saved:
    """Files were saved."""

    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A grader has answered."""

    grader: WarmGrader
    verdict: Verdict


Events = SimpleQueue[Saved | Pressed | Answered]


@dataclass(slots=True)
class _Job:
    """A grade under way."""

    exercises: tuple[Exercise, ...]
    announced: bool  #: whether somebody waits for it
    started: float
    again: bool  #: whether a grader has failed at it

    @property
    def name(self) -> str:
        """What is graded."""
        if self.exercises == EXERCISES:
            return "all exercises"
        return ", ".join(exercise.folder for exercise in self.exercises)


class Loop:
    """Grades what is saved, until the student has had enough.

    Parameters
    ----------
    root : Path
        The checkout.
    display : Display
        Where to show how things stand.
    events : Events
        Where saves and keys arrive.
    """

    def __init__(self, root: Path, display: Display, events: Events) -> None:
        self._display, self._events = display, events
        self._standing = Standing(root)
        self._grader = WarmGrader(self._answer)
        self._ended = False  #: whether it has
        self._wanted: set[Exercise] = set(EXERCISES)  #: what to grade as soon as possible
        self._later: set[Exercise] = set()  #: what to grade when there is time
        self._job: _Job | None = None
        self._stirred = 0.0  #: when something happened last
        self._status = self._problem = ""
        self._listing = False  #: whether all tests are listed, until the next hint or save

    def run(self) -> None:
        """Grade everything once, and then what events ask for, until the key q."""
        self.start()
        while self.step():
            pass

    def step(self) -> bool:
        """Handle the next event, or that there was none; return whether to go on."""
        try:
            event = self._events.get(timeout=TICK)
        except Empty:
            self._tick()
            return True
        self._stirred = time.monotonic()
        match event:
            case Pressed("a"):
                self._listing = True
                self._want(EXERCISES, None)
            case Pressed("h"):
                self._listing = False
                self._standing.ask_hint()
                self._show()
            case Saved(exercises):
                self._listing = False
                self._want(exercises, exercises[0])
            case Answered(grader, verdict) if grader is self._grader:
                self._receive(verdict)
        return event != Pressed("q")

    def close(self) -> None:
        """End the process that grades."""
        self._grader.close()

    def _answer(self, grader: WarmGrader, verdict: Verdict) -> None:
        self._events.put(Answered(grader, verdict))

    def _want(self, exercises: tuple[Exercise, ...], focus: Exercise | None) -> None:
        first = EXERCISES.index(exercises[0])
        self._standing.focus(focus)
        self._wanted |= set(exercises)
        self._later = (self._later | set(EXERCISES[first:])) - self._wanted
        self.start()

    def start(self) -> None:
        """Begin to grade what is wanted, unless a grade is under way."""
        if self._job is None and self._wanted:
            self._ask(self._wanted, announced=True)
        self._show()

    def _ask(self, chosen: set[Exercise], *, announced: bool, again: bool = False) -> None:
        if self._ended:
            self._renew()
        batch = tuple(exercise for exercise in EXERCISES if exercise in chosen)
        self._job = _Job(batch, announced, time.monotonic(), again)
        self._wanted = self._wanted - chosen
        self._later = self._later - chosen
        self._grader.ask(batch)

    def _receive(self, verdict: Verdict) -> None:
        job, self._job = self._job, None
        if job is None:
            self._ended = True  # while nothing was asked of it; the next grade needs another one
            return
        earned = self._standing.earned
        if isinstance(verdict, str):
            self._renew()
            if not job.again:  # what failed may have been dead before it was asked
                self._ask(set(job.exercises), announced=job.announced, again=True)
                return
            self._problem, self._status = verdict, ""
            self._later.clear()
        else:
            self._problem = ""
            self._standing.note(verdict)
            if self._listing and job.exercises == EXERCISES:
                self._display.list(verdict)
                return
            if job.announced:
                took = time.monotonic() - job.started
                self._status = f"{job.name} graded in {took:.1f} s, {datetime.now():%H:%M:%S}"
        self._show(verdict=job.announced or earned != self._standing.earned)
        self.start()

    def _renew(self) -> None:
        """Go on with a new process."""
        self._grader.close()
        self._grader, self._ended = WarmGrader(self._answer), False

    def _tick(self) -> None:
        self._display.refresh()
        job, now = self._job, time.monotonic()
        if job is None:
            if self._later and now - self._stirred > QUIET:
                self._ask({min(self._later, key=EXERCISES.index)}, announced=False)
        elif self._wanted and now - job.started > PATIENCE * len(job.exercises):
            self._later |= set(job.exercises) - self._wanted
            self._job = None
            self._renew()
            self.start()
        elif now - job.started > 1:
            self._show()

    def _show(self, *, verdict: bool = False) -> None:
        if self._listing and not (self._job and self._job.announced):
            return
        status, grading = self._status, set(self._wanted)
        if self._job is not None and self._job.announced:
            seconds = int(time.monotonic() - self._job.started)
            status = f"grading {self._job.name}{f', {seconds} s' if seconds else ''} ..."
            grading |= set(self._job.exercises)
        view = self._standing.view(status, self._problem, grading)
        self._display.show(view, verdict=verdict)
