"""What a run hands on to the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RunOutput:
    """What came out of a run."""

    report: dict[str, Any] | None  #: pytest-json-report's document; None when pytest gave none
    mode: str
    sandbox: str  #: one line: what confined the student's code
    notes: tuple[str, ...] = ()  #: sentences for the report
    problem: str | None = None  #: why the run came to no end
    platform: str = ""  #: the Python and the NumPy that it ran on
