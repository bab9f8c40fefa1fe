"""What a run hands on to the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RunOutput:
    """What came out of a run."""

    document: dict[str, Any]  #: pytest-json-report's
    mode: str
    sandbox: str  #: one line: what confined the student's code
    notes: tuple[str, ...] = ()  #: sentences for the report
    platform: str = ""  #: the Python and the NumPy that it ran on
