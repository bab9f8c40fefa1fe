"""Every format of every golden situation, as it was looked at and found good.

``golden/SITUATION/report.json`` is the input; the other files are what the renderers made of it.
After a change that is meant to show, write them again, and read the difference:

    UPDATE_GOLDEN=1 pytest tests/grading/test_golden.py
    git diff tests/grading/golden
"""

import base64
import csv
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tinytorch.grading.model import Report
from tinytorch.grading.reports import FORMATS, github_classroom


def classroom_payload(report: Report) -> str:
    """Return the payload of the Classroom result, laid out to be read."""
    return json.dumps(json.loads(github_classroom.payload(report)), indent=1) + "\n"


POINTS = ("earned", "possible")  # the properties of JUnit's elements

FILES: dict[str, Callable[[Report], str]] = {
    "report.json": FORMATS["json"],
    "screen.txt": FORMATS["screen"],
    "terminal.txt": FORMATS["terminal"],
    "summary.md": FORMATS["summary"],
    "annotations.txt": FORMATS["annotations"],
    "classroom.json": classroom_payload,
    "classroom50.json": FORMATS["classroom50"],
    "gradescope.json": FORMATS["gradescope"],
    "junit.xml": FORMATS["junit"],
    "report.csv": FORMATS["csv"],
    "report.html": FORMATS["html"],
}


@pytest.mark.parametrize("file", FILES)
def test_rendered_as_recorded(situation: Path, report: Report, file: str) -> None:
    text = FILES[file](report)
    path = situation / file
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")

    assert text == path.read_text(encoding="utf-8")


def test_every_format_is_recorded() -> None:
    # GitHub's result is recorded as the document that it encodes.
    assert set(FORMATS.values()) - set(FILES.values()) == {FORMATS["classroom"]}


def test_every_format_shows_the_same_points(report: Report) -> None:
    annotations, summary = FORMATS["annotations"](report), FORMATS["summary"](report)
    result = json.loads(base64.b64decode(FORMATS["classroom"](report).removeprefix("result=")))
    notice = json.loads(re.findall(r"title=Autograding report::(.*)$", annotations, re.M)[-1])
    classroom50 = json.loads(FORMATS["classroom50"](report))
    gradescope = json.loads(FORMATS["gradescope"](report))
    suites = ElementTree.fromstring(FORMATS["junit"](report))
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](report))))
    shown = {
        "json": (json.loads(FORMATS["json"](report))["earned"], report.possible),
        "screen": numbers(r"total[ #-]+(\d+) ?/ ?(\d+)", FORMATS["screen"](report)),
        "terminal": numbers(r"^  total +(\d+) / (\d+)$", FORMATS["terminal"](report)),
        "summary": numbers(r"^## (\d+) / (\d+) points$", summary),
        "summary, by exercise": columns(r"<summary>0\d_\w+: (\d+) / (\d+) points, ", summary),
        "summary, by test": columns(r"^\| (\d+) / (\d+) \| [*\w]", summary),
        "notice": numbers(r"title=Autograding complete::Points (\d+)/(\d+)$", annotations),
        "notice in JSON": (notice["totalPoints"], notice["maxPoints"]),
        "result": (sum(test["score"] for test in result["tests"]), result["max_score"]),
        "Classroom 50": (classroom50["score"], classroom50["max-score"]),
        "Classroom 50, by test": sums(classroom50["tests"], "score", "max-score"),
        "Gradescope": (gradescope["score"], gradescope["extra_data"]["possible"]),
        "Gradescope, by test": sums(gradescope["tests"], "score", "max_score"),
        "JUnit, by exercise": properties(suites, "./testsuite"),
        "JUnit, by test": properties(suites, "./testsuite/testcase"),
        "CSV": sums(rows, "earned", "points"),
        "HTML": columns(r"all tests: (\d+) / (\d+) points", FORMATS["html"](report)),
        "HTML, by test": columns(
            r'^<p class="test .*\n.*\n.*\n.*points">(\d+) / (\d+)<', FORMATS["html"](report)
        ),
    }

    assert shown == dict.fromkeys(shown, (report.earned, report.possible))


def numbers(pattern: str, text: str) -> tuple[int, int]:
    (found,) = re.findall(pattern, text, re.M)
    return int(found[0]), int(found[1])


def sums(rows: Sequence[dict[str, Any]], *names: str) -> tuple[int, ...]:
    return tuple(sum(int(row[name]) for row in rows) for name in names)


def properties(root: ElementTree.Element, path: str) -> tuple[int, ...]:
    found = [root.findall(f"{path}/properties/property[@name='{name}']") for name in POINTS]
    return tuple(sum(int(each.attrib["value"]) for each in values) for values in found)


def columns(pattern: str, text: str) -> tuple[int, int]:
    found = re.findall(pattern, text, re.M)
    return sum(int(earned) for earned, _ in found), sum(int(possible) for _, possible in found)
