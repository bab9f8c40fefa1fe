"""What each student is told, in Markdown, and the scores of all in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Result, Status
from tinytorch.grading import reports
from tinytorch.grading.delivery import replacing
from tinytorch.grading.reports import summary
from tinytorch.grading.text import harmless, markdown

SCHEMA = "tinytorch-layers/scores/v1"


def feedback(result: Result) -> str:
    """Return a student's report."""
    name = result.student.name or result.student.identifier
    lines = [f"# {_literal(name)}", ""]
    commit = result.outturn.commit
    if commit.name:
        lines += [f"Commit {_literal(commit.name[:12])}, {_literal(commit.time)}.", ""]
    if result.report is not None:
        return "\n".join([*lines, summary.render(result.report)])
    problem = result.outturn.problem or messages.NOT_HANDED_IN
    verdict = "0 points" if result.status is Status.MISSING else "Not graded"
    return "\n".join([*lines, f"{verdict}: {_literal(problem)}.", ""])


def _literal(text: str) -> str:
    return markdown(harmless(text))


def write_scores(path: Path, results: Iterable[Result], seed: int) -> Iterator[Result]:
    """Hand the results on while they are written, one at a time, so that no class is too large."""
    head = json.dumps({"schema": SCHEMA, "seed": seed})
    with replacing(path) as file:
        file.write(f'{head[:-1]}, "students": [')
        for number, result in enumerate(results):
            file.write(f"{',' if number else ''}\n{json.dumps(_score(result))}")
            yield result
        file.write("\n]}\n")


def _score(result: Result) -> dict[str, object]:
    """Return a student's grade; its report has the schema of any other report."""
    report = result.report
    return {
        "identifier": result.student.identifier,
        "name": result.student.name,
        "status": result.status.value,
        "problem": result.outturn.problem,
        "commit": result.outturn.commit.name or None,
        "commit_time": result.outturn.commit.time or None,
        "earned": result.earned,
        "flags": list(result.flags),
        "report": None if report is None else json.loads(reports.FORMATS["json"](report)),
    }
