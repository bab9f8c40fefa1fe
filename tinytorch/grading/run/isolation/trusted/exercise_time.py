"""How much of their time the tests of an exercise have used, and what that leaves the next."""

from __future__ import annotations

from dataclasses import replace

from tinytorch.core.layers import EXERCISE_FILES
from tinytorch.grading import messages
from tinytorch.grading.model import Outcome
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.session import Session
from tinytorch.grading.run.isolation.turns import Missed
from tinytorch.grading.run.worker_error import WorkerError

USELESS = 0.1  #: seconds in which not even a right answer can be sure to do something
NOTICED = 0.5  #: seconds in a test from which on it is asked what part of them the worker missed


class ExerciseTime:
    """The time of one exercise.

    Parameters
    ----------
    folder : str
        The exercise.
    budget : Budget
        What its tests may use.
    """

    def __init__(self, folder: str, budget: Budget) -> None:
        self.folder = folder
        self.hurried = False  #: whether a test has timed out
        self.hung: dict[str, WorkerError] = {}  #: classes that cannot be loaded
        self._budget = budget
        self._spent = 0.0  # seconds in calls
        self._loading = 0.0  # seconds in loading files
        self._slowest = (0.0, "")  # the longest that loading one took, and which class

    def limits(self, fresh: bool) -> Limits:
        """Return what a test may use, in a fresh worker or in one that has served others."""
        if self.hurried:
            limits = self._budget.hurried
        else:
            limits = self._budget.limits if fresh else self._budget.shared
        left = self._budget.exercise - self._spent
        return replace(limits, call=min(limits.call, left), test=min(limits.test, left))

    def check(self) -> None:
        """Raise what a test meets when those before it have used up the time."""
        if self._budget.exercise - self._spent < USELESS:
            sentence = messages.budget_spent(self.folder, self._budget.exercise)
            raise WorkerError(Outcome.TIMED_OUT, sentence)
        if self._loading >= self._budget.loading:
            seconds, name = self._slowest
            sentence = _slow_load(EXERCISE_FILES[name], seconds, self._budget.loading)
            raise WorkerError(Outcome.TIMED_OUT, sentence)

    def note(self, session: Session, missed: Missed) -> None:
        """Count the time of a test."""
        if session.spent > NOTICED and session.ended is None:
            session.spent = max(0.0, session.spent - missed())
        self._spent += session.spent
        for name, seconds in session.loading.items():
            self._loading += seconds
            self._slowest = max(self._slowest, (seconds, name))

    def note_time_out(self, session: Session | None) -> None:
        """Hurry the tests that follow one that has timed out."""
        if session is not None and session.ended and session.ended.outcome is Outcome.TIMED_OUT:
            if session.late_load is None:
                self.hurried = True
            else:
                self.hung[session.late_load] = session.ended


def _slow_load(path: str, seconds: float, total: float) -> str:
    return (
        f"Loading {path} takes {seconds:.1f} s each time, and the {total:g} s that its tests have "
        "for that are used up: what runs at its top?"
    )
