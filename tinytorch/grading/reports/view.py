"""What one screen shows of a grade, before it is laid out in lines."""

from __future__ import annotations

from dataclasses import dataclass

from tinytorch.grading import messages
from tinytorch.grading.model import (
    EXERCISES,
    Exercise,
    ExerciseReport,
    Graded,
    Report,
    points,
)
from tinytorch.grading.reports import details


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show."""

    exercises: tuple[ExerciseReport, ...] = ()  #: as far as they have been graded
    unmet: Graded | None = None  #: the test to work on
    chosen: tuple[Exercise, ...] = EXERCISES  #: those that were asked for
    others: tuple[details.Group, ...] = ()  #: what else failed, and why
    notes: tuple[str, ...] = ()  #: sentences about the grade as a whole
    next_step: str = ""
    next_place: str = ""  #: the same without the cause, for a screen that shows it anyway
    news: str = ""  #: what has just been achieved
    hint: str = ""
    problem: str = ""  #: why there is no grade
    status: str = ""  #: what was graded when, or is being graded
    stale: bool = False  #: whether the message is from before the grade under way

    @classmethod
    def of(cls, report: Report) -> View:
        """Return what there is to show of a grade."""
        first = report.next
        return cls(
            exercises=report.exercises,
            unmet=first,
            chosen=tuple(each.exercise for each in report.exercises),
            others=tuple(details.causes(report.exercises)),
            notes=report.notes,  # that it is self-graded is not worth a line each time
            next_step=messages.next_step(report),
            next_place=messages.next_step(report, told=True),
            status=_run_in_short(report),
        )

    @property
    def points(self) -> tuple[int, int]:
        return points(self.exercises)


def _run_in_short(report: Report) -> str:
    """Return the run for people: whether the student's code could reach other files, the seed."""
    confined = "Landlock" in report.sandbox or "bubblewrap" in report.sandbox
    how = "apart from your machine's files" if confined else "in a process of its own"
    with_what = ", ".join(filter(None, (report.platform, f"seed {report.seed}")))
    return f"Run {how}, {with_what}; --all shows every test."
