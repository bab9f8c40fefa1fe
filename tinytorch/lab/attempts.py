"""Tries a measurement with code that may be unfinished or wrong, and says in a sentence why not."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TypeVar

from tinytorch.grading.model import GradingError, Outcome
from tinytorch.grading.text import harmless, one_line
from tinytorch.grading.verdict.diagnosis import diagnose
from tinytorch.lab import LabError
from tinytorch.lab.page import Omission

Measured = TypeVar("Measured")


def attempt(part: str, measure: Callable[[], Measured]) -> Measured | Omission:
    """Return what a measurement returns, or why the student's code did not let it."""
    try:
        # What a layer prints, or NumPy warns of, would be shown thousands of times.
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            redirect_stdout(nowhere),
            warnings.catch_warnings(action="ignore"),
        ):
            return measure()
    except (KeyboardInterrupt, GradingError):
        raise
    except BaseException as error:  # noqa: BLE001 - a student's code may raise anything at all
        return Omission(part, harmless(one_line(_reason(error))))


def _reason(error: BaseException) -> str:
    if isinstance(error, LabError):
        return str(error)
    finding = diagnose(error)
    if finding.outcome is Outcome.NOT_STARTED:
        return f"not started: {finding.message}"
    if finding.path:
        line = f", line {finding.line}" if finding.line else ""
        return f"{finding.path}{line}: {finding.cause}"
    found = f"{type(error).__name__}: {error}"
    return (
        f"the layers gave something that cannot be measured or drawn ({found});"
        " `python3 -m nox -s grade` says what is wrong."
    )
