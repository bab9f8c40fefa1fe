"""The report as a table for a spreadsheet: a row a graded test, below one line of headings."""

from __future__ import annotations

import csv
import io

from tinytorch.grading import messages
from tinytorch.grading.model import Graded, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import bounded, guarded, harmless, one_line

HEADINGS = (
    "exercise", "test", "title", "earned", "points", "outcome", "file", "line", "message",
    "platform",
)  # fmt: skip

_MAX_MESSAGE = 1000


def render(report: Report) -> str:
    """Return the table, with commas, and quotes where they are needed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for exercise in report.exercises:
        writer.writerows((*_row(graded), _cell(report.platform)) for graded in exercise.tests)
    return text.getvalue()


def _row(graded: Graded) -> tuple[str | int, ...]:
    test, observed = graded.test, graded.observed
    message = "" if graded.passed else details.advice(observed)
    return (
        test.exercise,
        test.nodeid,
        _cell(test.title),
        graded.earned,
        test.points,
        messages.status(observed),
        _cell(observed.path or ""),
        observed.line or "",
        _cell(message),
    )


def _cell(text: str) -> str:
    """Return text as one line that no spreadsheet takes for a formula."""
    return guarded(bounded(harmless(one_line(text)), _MAX_MESSAGE))
