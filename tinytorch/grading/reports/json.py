"""The report for programs: everything that is known, as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from tinytorch.grading.model import (
    BY_FOLDER,
    ExerciseReport,
    Graded,
    GradedTest,
    Observed,
    Report,
)

SCHEMA = "tinytorch-layers/report/v1"

#: Where the document says otherwise than `Observed` what a field holds.
_NAMES = {"nodeid": "id", "path": "file"}
_FIELDS = [field.name for field in fields(Observed)]


def render(report: Report) -> str:
    """Return the report as one JSON document, in ASCII."""
    document = {
        "schema": SCHEMA,
        "earned": report.earned,
        "possible": report.possible,
        "seed": report.seed,
        "mode": report.mode,
        "sandbox": report.sandbox,
        "grader_version": report.grader_version,
        "platform": report.platform,
        "self_graded": report.self_graded,
        "notes": list(report.notes),
        "exercises": [_exercise(exercise) for exercise in report.exercises],
    }
    return json.dumps(document, indent=2) + "\n"


def parse(document: dict[str, Any]) -> Report:
    """Return the report that a JSON report describes.

    Raises
    ------
    ValueError, KeyError, TypeError
        It describes none.
    """
    if document["schema"] != SCHEMA:
        raise ValueError(document["schema"])
    return Report(
        tuple(
            ExerciseReport(
                BY_FOLDER[each["name"]],
                tuple(_parsed(test, each["name"]) for test in each["tests"]),
            )
            for each in document["exercises"]
        ),
        document["seed"],
        document["mode"],
        document["sandbox"],
        document["grader_version"],
        tuple(document["notes"]),
        document.get("platform", ""),
        self_graded=document.get("self_graded", False),
    )


def _exercise(exercise: ExerciseReport) -> dict[str, Any]:
    return {
        "name": exercise.exercise.folder,
        "earned": exercise.earned,
        "possible": exercise.possible,
        "tests": [_test(graded) for graded in exercise.tests],
    }


def _test(graded: Graded) -> dict[str, Any]:
    record = {_NAMES.get(name, name): value for name, value in graded.observed.as_record().items()}
    test, earned = graded.test, graded.earned
    head = {"id": record.pop("id"), "title": test.title, "points": test.points, "earned": earned}
    return {**head, **record}


def _parsed(test: dict[str, Any], exercise: str) -> Graded:
    observed = Observed.from_record({name: test[_NAMES.get(name, name)] for name in _FIELDS})
    return Graded(GradedTest(test["id"], exercise, test["title"], test["points"]), observed)
