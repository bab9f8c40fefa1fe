"""Reports to render: the golden situations, read from their JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinytorch.grading.model import (
    EXERCISES,
    ExerciseReport,
    Graded,
    GradedTest,
    Observed,
    Outcome,
    Report,
)

GOLDEN = Path(__file__).parent / "golden"
SITUATIONS = sorted(path for path in GOLDEN.iterdir() if path.is_dir())


def read_report(path: Path) -> Report:
    """Return the report that a JSON report describes."""
    document = json.loads(path.read_text(encoding="utf-8"))
    exercises = {exercise.folder: exercise for exercise in EXERCISES}
    return Report(
        exercises=tuple(
            ExerciseReport(
                exercises[each["name"]],
                tuple(_graded(test, each["name"]) for test in each["tests"]),
            )
            for each in document["exercises"]
        ),
        seed=document["seed"],
        mode=document["mode"],
        sandbox=document["sandbox"],
        grader_version=document["grader_version"],
        notes=tuple(document["notes"]),
    )


def _graded(test: dict[str, Any], exercise: str) -> Graded:
    return Graded(
        GradedTest(test["id"], exercise, test["title"], test["points"]),
        Observed(
            test["id"],
            Outcome(test["outcome"]),
            test["message"],
            test["file"],
            test["line"],
            test["hint"],
            test["mistake"],
            test["output"],
            test["definition"],
            test["task"],
            test["cause"],
        ),
    )


@pytest.fixture(params=SITUATIONS, ids=[folder.name for folder in SITUATIONS])
def situation(request: pytest.FixtureRequest) -> Path:
    """Give the folder of each golden situation in turn."""
    folder: Path = request.param
    return folder


@pytest.fixture
def report(situation: Path) -> Report:
    """Give the report of each golden situation in turn."""
    return read_report(situation / "report.json")


@pytest.fixture
def report_of() -> Callable[[str], Report]:
    """Give the report of a golden situation."""
    return lambda situation: read_report(GOLDEN / situation / "report.json")
