"""The report for Classroom 50: ``result.json`` in its schema ``classroom50/result/v1``.

Its runner compares who and what was graded with what it knows itself, so these facts come from
the environment that it gives to an autograder, not from the submission.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from tinytorch.grading import messages
from tinytorch.grading.model import Graded, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import bounded, harmless, one_line

SCHEMA = "classroom50/result/v1"

_MAX_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who handed in what, when and where; the default is a grade without the service."""

    classroom: str = "none"
    assignment: str = "none"
    assignment_type: str = "individual"
    owner: str = "nobody"
    submission: str = "submit/none"  #: the tag
    commit: str = "none"  #: an address, as the next two
    release: str = "none"
    review: str = "none"
    when: str = "1970-01-01T00:00:00Z"

    @classmethod
    def read(cls, environment: Mapping[str, str], now: datetime) -> Self:
        """Return what the environment of Classroom 50's runner says; defaults fill the gaps."""
        variables = {
            "classroom": "CLASSROOM",
            "assignment": "ASSIGNMENT",
            "assignment_type": "ASSIGNMENT_TYPE",
            "owner": "OWNER",
            "submission": "SUBMISSION_TAG",
            "commit": "COMMIT_URL",
            "release": "RELEASE_URL",
            "review": "REVIEW_URL",
        }
        given = {field: environment.get(name, "") for field, name in variables.items()}
        # Runners have learned to give the last two one by one.
        given["owner"] = given["owner"] or environment.get("USERNAME", "")
        given["review"] = given["review"] or given["commit"]
        given["when"] = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return cls(**{field: value for field, value in given.items() if value})


def render(report: Report, circumstances: Circumstances | None = None) -> str:
    """Return the JSON document; nothing when only some exercises were graded."""
    if not report.complete:
        return ""
    known = circumstances or Circumstances()
    rows = [_row(graded) for exercise in report.exercises for graded in exercise.tests]
    document = {
        "schema": SCHEMA,
        "classroom": known.classroom,
        "assignment": known.assignment,
        "assignment_type": known.assignment_type,
        "owner": known.owner,
        "submission": known.submission,
        "commit": known.commit,
        "release": known.release,
        "review": known.review,
        "datetime": known.when,
        "score": report.earned,
        "max-score": report.possible,
        "tests": rows,
    }
    # In ASCII, because the runner reads the file in whatever encoding its system prefers.
    return json.dumps(document, indent=2) + "\n"


def _row(graded: Graded) -> dict[str, Any]:
    test, observed = graded.test, graded.observed
    message = None if graded.passed else _string(details.message(observed))
    return {
        "test-name": _string(test.title),
        "passed": graded.passed,
        "score": graded.earned,
        "max-score": test.points,
        "exercise": test.exercise,
        "outcome": messages.status(observed),
        "message": message,
        "hint": _string(observed.hint) if observed.hint else None,
        "file": _string(observed.path) if observed.path else None,
        "line": observed.line,
    }


def _string(text: str) -> str:
    return bounded(harmless(one_line(text)), _MAX_MESSAGE)
