"""The report for Gradescope: ``results.json``, in which a test's ``output`` is all a student reads.

Its fields are those of Gradescope's autograder specification.
"""

from __future__ import annotations

import json
from typing import Any

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import harmless, one_line


def render(report: Report) -> str:
    """Return the JSON document, in ASCII."""
    notes = (
        *messages.notes(report),
        messages.run_line(report),
        f"Next: {messages.next_step(report)}",
    )
    document = {
        "score": report.earned,
        "output": "\n".join(map(_line, notes)),
        "visibility": "visible",
        "stdout_visibility": "hidden",  # the log of the installation helps no student
        "extra_data": {
            "possible": report.possible,
            "seed": report.seed,
            "mode": report.mode,
            "sandbox": report.sandbox,
            "grader_version": report.grader_version,
        },
        "tests": [test for exercise in report.exercises for test in _tests(exercise)],
    }
    return json.dumps(document, indent=2) + "\n"


def _tests(exercise: ExerciseReport) -> list[dict[str, Any]]:
    number = int(exercise.exercise.number)
    return [_test(graded, f"{number}.{i}") for i, graded in enumerate(exercise.tests, start=1)]


def _test(graded: Graded, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": _line(graded.test.title),
        "score": graded.earned,
        "max_score": graded.test.points,
        "status": "passed" if graded.passed else "failed",
        "output": "" if graded.passed else details.told(graded.observed),
        "tags": [graded.test.exercise],
        "visibility": "visible",
    }


def _line(text: str) -> str:
    return harmless(one_line(text, " "))
