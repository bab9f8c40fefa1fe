"""The formats of a report: one module each, with ``render(report) -> str``, pure.

A new format is a new module and two lines here.
"""

from collections.abc import Callable

from tinytorch.grading.model import Report
from tinytorch.grading.reports import (
    annotations,
    classroom50,
    csv,
    github_classroom,
    gradescope,
    html,
    json,
    junit,
    screen,
    summary,
    terminal,
)

FORMATS: dict[str, Callable[[Report], str]] = {
    "screen": screen.render,
    "terminal": terminal.render,
    "json": json.render,
    "summary": summary.render,
    "annotations": annotations.render,
    "classroom": github_classroom.render,
    "classroom50": classroom50.render,
    "gradescope": gradescope.render,
    "junit": junit.render,
    "csv": csv.render,
    "html": html.render,
}
