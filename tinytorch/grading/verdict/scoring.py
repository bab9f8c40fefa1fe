"""Joins the catalogue with what was observed into a `Report`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tinytorch import __version__
from tinytorch.grading import messages
from tinytorch.grading.given.submission import Submission, SubmittedFile
from tinytorch.grading.model import (
    EXERCISES,
    ExerciseReport,
    Graded,
    GradedTest,
    GradingError,
    Observed,
    Outcome,
    Report,
)
from tinytorch.grading.verdict import jsonreport

if TYPE_CHECKING:  # importing `run` loads pytest and NumPy, which scoring does not need
    from tinytorch.grading.run.output import RunOutput


def score(
    tests: Sequence[GradedTest], submission: Submission, output: RunOutput, *, seed: int
) -> Report:
    """Return the grade: every test of the catalogue, with what it earned and why.

    Parameters
    ----------
    tests : sequence of GradedTest
        The catalogue of the exercises that were asked for; every total comes from it.
    submission : Submission
        A file that it could not read makes its exercise's tests BROKEN.
    output : RunOutput
        What was seen of the others.
    seed : int

    Raises
    ------
    GradingError
        A test could not be run by a fault of the grader's: then there is no grade.
    """
    seen = {record.nodeid: record for record in jsonreport.observed(output.document)}
    exercises = []
    for file in submission.files:
        graded = tuple(
            Graded(test, _observed(test, file, seen))
            for test in tests
            if test.exercise == file.exercise.folder
        )
        if graded:
            exercises.append(ExerciseReport(file.exercise, graded))
    notes = submission.notes + output.notes
    if len(exercises) < len(EXERCISES):
        alone = f"{', '.join(each.exercise.folder for each in exercises)} alone"
        chosen = f"Graded by request: {alone}; the other exercises do not count here."
        notes = (chosen, *notes)
    return Report(
        tuple(exercises),
        seed,
        output.mode,
        output.sandbox,
        __version__,
        notes,
        output.platform,
        self_graded=not submission.foreign,
    )


def _observed(test: GradedTest, file: SubmittedFile, seen: dict[str, Observed]) -> Observed:
    if file.problem is not None:
        return Observed(test.nodeid, Outcome.BROKEN, file.problem, path=file.path)
    record = seen.get(test.nodeid)
    if record is None or record.outcome is Outcome.NOT_RUN:
        reason = record.message if record else messages.NOT_REACHED
        raise GradingError(messages.not_graded(test.nodeid, reason))
    return record if record.path else replace(record, path=file.path)
