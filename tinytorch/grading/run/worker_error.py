"""What a test meets when its worker cannot answer."""

from __future__ import annotations

from tinytorch.grading.model import Outcome


class WorkerError(Exception):
    """The worker could not answer; carries the outcome that the test gets."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
