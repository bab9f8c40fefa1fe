"""The report for GitHub Classroom and its successors: two notices, and a step output.

The consumers' code sets the terms: integers only, every test always listed, nothing that could
be read as a workflow command, and small enough for one environment variable.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from tinytorch.grading import messages
from tinytorch.grading.model import Graded, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import bounded, harmless, one_line

MAX_BYTES = 90 * 1024

_MAX_NAME, _MAX_CODE = 120, 400

#: Caps of a message, tried in turn until the whole is small enough.
_MAX_MESSAGES = (1000, 400, 150, 60, 0)


def render(report: Report) -> str:
    """Return the line for GITHUB_OUTPUT; nothing when only some exercises were graded."""
    if not report.complete:
        return ""
    encoded = base64.b64encode(payload(report).encode("utf-8")).decode("ascii")
    return f"result={encoded}\n"


def notices(report: Report) -> list[str]:
    """Return the two workflow commands from which Classroom reads the points."""
    if not report.complete:
        return []
    totals = json.dumps(
        {"totalPoints": report.earned, "maxPoints": report.possible}, separators=(",", ":")
    )
    return [
        f"::notice title=Autograding complete::Points {report.earned}/{report.possible}",
        f"::notice title=Autograding report::{totals}",
    ]


def payload(report: Report) -> str:
    """Return the JSON text that the step output carries."""
    text = ""
    for limit in _MAX_MESSAGES:
        text = _payload(report, limit)
        if len(text.encode("utf-8")) <= MAX_BYTES:
            break
    return text


def _payload(report: Report, limit: int) -> str:
    tests = [_test(graded, limit) for exercise in report.exercises for graded in exercise.tests]
    document = {
        "version": 1,
        "status": _status(report.earned == report.possible),
        "max_score": report.possible,
        "tests": tests,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _test(graded: Graded, limit: int) -> dict[str, Any]:
    test, observed = graded.test, graded.observed
    message = f"{messages.status(observed)}: {details.explanation(observed)}"
    file, _, function = test.nodeid.partition("::")
    return {
        "name": _string(test.title, _MAX_NAME),
        # Not "error" for a crash: the reporter would then leave the test's name out.
        "status": _status(graded.passed),
        "score": graded.earned,
        "message": None if graded.passed else _string(message, limit),
        "test_code": _string(f"pytest {file} -k {function}", _MAX_CODE),
        "filename": _string(observed.path or file, _MAX_CODE),
        "line_no": observed.line or 0,
        "duration": 0,
    }


def _status(passed: bool) -> str:
    return "pass" if passed else "fail"


def _string(text: str, limit: int) -> str:
    return bounded(harmless(one_line(text)), limit)
