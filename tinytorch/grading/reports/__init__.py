"""The formats of a report: one module each, with ``render(report) -> str``, pure.

A new format is a new module and one line here.
"""

from collections.abc import Callable

from tinytorch.grading.model import Report
from tinytorch.grading.reports import annotations, classroom, json, summary, terminal

FORMATS: dict[str, Callable[[Report], str]] = {
    "terminal": terminal.render,
    "json": json.render,
    "summary": summary.render,
    "annotations": annotations.render,
    "classroom": classroom.render,
}
