"""Every format of every golden situation, as it was looked at and found good.

``golden/SITUATION/report.json`` is the input; the other files are what the renderers made of it.
After a change that is meant to show, write them again, and read the difference:

    UPDATE_GOLDEN=1 pytest tests/grading/test_golden.py
    git diff tests/grading/golden
"""

import base64
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tinytorch.grading.model import Report
from tinytorch.grading.reports import FORMATS, classroom


def classroom_payload(report: Report) -> str:
    """Return the payload of the Classroom result, laid out to be read."""
    return json.dumps(json.loads(classroom.payload(report)), indent=1) + "\n"


FILES: dict[str, Callable[[Report], str]] = {
    "report.json": FORMATS["json"],
    "terminal.txt": FORMATS["terminal"],
    "summary.md": FORMATS["summary"],
    "annotations.txt": FORMATS["annotations"],
    "classroom.json": classroom_payload,
}


@pytest.mark.parametrize("file", FILES)
def test_rendered_as_recorded(situation: Path, report: Report, file: str) -> None:
    text = FILES[file](report)
    path = situation / file
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")

    assert text == path.read_text(encoding="utf-8")


def test_every_format_shows_the_same_points(report: Report) -> None:
    annotations, summary = FORMATS["annotations"](report), FORMATS["summary"](report)
    result = json.loads(base64.b64decode(FORMATS["classroom"](report).removeprefix("result=")))
    notice = json.loads(re.findall(r"title=Autograding report::(.*)$", annotations, re.M)[-1])
    shown = {
        "json": (json.loads(FORMATS["json"](report))["earned"], report.possible),
        "terminal": numbers(r"^  total +(\d+) / (\d+)$", FORMATS["terminal"](report)),
        "summary": numbers(r"^## (\d+) / (\d+) points$", summary),
        "summary, by exercise": columns(r"^\| 0\d_\w+ \| (\d+) / (\d+) \|", summary),
        "summary, by test": columns(r"^\| (\d+) / (\d+) \| \w", summary),
        "notice": numbers(r"title=Autograding complete::Points (\d+)/(\d+)$", annotations),
        "notice in JSON": (notice["totalPoints"], notice["maxPoints"]),
        "result": (sum(test["score"] for test in result["tests"]), result["max_score"]),
    }

    assert shown == dict.fromkeys(shown, (report.earned, report.possible))


def numbers(pattern: str, text: str) -> tuple[int, int]:
    (found,) = re.findall(pattern, text, re.M)
    return int(found[0]), int(found[1])


def columns(pattern: str, text: str) -> tuple[int, int]:
    found = re.findall(pattern, text, re.M)
    return sum(int(earned) for earned, _ in found), sum(int(possible) for _, possible in found)
