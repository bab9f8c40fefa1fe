"""Where the student stands: the latest grade of each exercise, what to work on, which hint."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.given import hints
from tinytorch.grading.model import (
    EXERCISES,
    Exercise,
    ExerciseReport,
    Graded,
    Outcome,
    Report,
    points,
    unmet,
)
from tinytorch.grading.reports import details
from tinytorch.grading.reports.view import View

_NO_HINT_YET = "A hint helps once Python can read the file; what is next says where it cannot."


class Standing:
    """What is known after the grades so far.

    Parameters
    ----------
    root : Path
        The checkout, for its chapters.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._reports: dict[Exercise, ExerciseReport] = {}
        self._latest: Report | None = None
        self._focus: Exercise | None = None
        self._news = ""
        self._hints: dict[str, int] = {}  #: how many the student has asked for, by task

    @property
    def earned(self) -> int:
        return points(self._reports.values())[0]

    def focus(self, exercise: Exercise | None) -> None:
        """Turn to an exercise while it has unmet tests; None turns to the first that has."""
        self._focus = exercise
        self._news = ""

    def note(self, report: Report) -> None:
        """Take over a grade; other exercises keep theirs."""
        focus = self._focus
        before = self._reports.get(focus) if focus else None
        self._latest = report
        self._reports.update({graded.exercise: graded for graded in report.exercises})
        after = self._reports.get(focus) if focus else None
        if after and after.earned < after.possible:
            self._news = ""
        elif before and after and before.earned < before.possible:
            self._news = messages.finished(after.exercise.folder)

    def ask_hint(self) -> None:
        """Show one more hint for the current task."""
        graded = self._unmet()
        if graded is not None:
            task = hints.task(graded)
            self._hints[task] = self._hints.get(task, 0) + 1

    def view(self, status: str, problem: str, grading: Collection[Exercise] = ()) -> View:
        """Return what there is to show; what is being graded is shown as it was."""
        graded = self._unmet()
        folders = {exercise.folder for exercise in grading}
        return View(
            exercises=tuple(self._in_order()),
            unmet=graded,
            next_step=self._next_step(graded),
            next_place=self._next_step(graded, told=True),
            news=self._news if graded else "",
            hint=self._hint(graded),
            others=tuple(details.causes(self._in_order())),
            problem=problem,
            status=status,
            stale=graded is not None and graded.test.exercise in folders,
        )

    def _in_order(self) -> Iterator[ExerciseReport]:
        return (self._reports[each] for each in EXERCISES if each in self._reports)

    def _unmet(self) -> Graded | None:
        """Return the first unmet test, of the exercise in focus before all others."""
        focused = [self._reports[each] for each in self._reports if each == self._focus]
        return next(iter(unmet([*focused, *self._in_order()])), None)

    def _next_step(self, graded: Graded | None, *, told: bool = False) -> str:
        if self._latest is None:
            return ""
        reports = tuple(self._in_order())
        if graded is not None:
            reports = tuple(each for each in reports if graded in each.tests)
        return messages.next_step(replace(self._latest, exercises=reports), told=told)

    def _hint(self, graded: Graded | None) -> str:
        task = hints.task(graded) if graded and self._hints else ""
        asked = self._hints.get(task, 0)
        if not asked or graded is None:
            return ""
        if graded.observed.outcome is Outcome.BROKEN:
            return _NO_HINT_YET
        texts = hints.read(task, self._root)
        if not texts:
            return messages.NO_HINTS
        number = min(asked, len(texts))
        return messages.chapter_hint(texts[number - 1], number, len(texts), task)
