"""What each student is told, in Markdown, and the scores of all in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Result, Status
from tinytorch.grading import reports
from tinytorch.grading.delivery import replacing
from tinytorch.grading.model import GradingError
from tinytorch.grading.reports import summary
from tinytorch.grading.text import harmless, markdown

SCHEMA = "tinytorch-layers/scores/v1"


def feedback(result: Result) -> str:
    """Return a student's report."""
    name = result.student.name or result.student.identifier
    lines = [f"# {_literal(name)}", "", *_ruled(result)]
    commit = result.outturn.commit
    if commit.name:
        lines += [f"Commit {_literal(commit.name[:12])}, {_literal(commit.time)}.", ""]
    problem = result.outturn.problem
    if result.report is not None:
        told = [f"{_literal(problem)}", ""] if problem else []
        return "\n".join([*lines, *told, summary.render(result.report)])
    problem = problem or messages.NOT_HANDED_IN
    verdict = "0 points" if result.status is Status.MISSING else "Not graded"
    return "\n".join([*lines, f"{verdict}: {_literal(problem)}.", ""])


def _ruled(result: Result) -> Iterator[str]:
    """Give what the rules of the term have made of the points."""
    marks = result.marks
    if marks.deduction or marks.changes:
        yield f"**{marks.final} points count.**"
        if marks.deduction:
            late = f"{marks.hours_late:g} hours late"
            yield f"{result.earned} were earned; {marks.deduction} are taken off for {late}."
        yield ""
    for change in marks.changes:
        yield from (
            f"Changed by hand: {_literal(f'{change.text}; {change.why} ({change.who})')}.",
            "",
        )
    for note in marks.notes:
        yield from (f"{_literal(note.text)} ({_literal(note.who)})", "")


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


def read_scores(path: Path) -> Iterator[dict[str, Any]]:
    """Give the students of a file of scores one by one: each has a line of its own.

    Raises
    ------
    GradingError
        It is no file of scores.
    """
    try:
        with path.open(encoding="utf-8") as file:
            if SCHEMA not in next(file, ""):
                raise GradingError(_no_scores(path))
            for line in file:
                if line.startswith("{"):
                    yield json.loads(line.rstrip().rstrip(","))
    except (OSError, ValueError):
        raise GradingError(_no_scores(path)) from None


def _score(result: Result) -> dict[str, object]:
    """Return a student's grade; its report has the schema of any other report."""
    report, marks = result.report, result.marks
    return {
        "identifier": result.student.identifier,
        "name": result.student.name,
        "status": result.status.value,
        "problem": result.outturn.problem,
        "commit": result.outturn.commit.name or None,
        "commit_time": result.outturn.commit.time or None,
        "hours_late": marks.hours_late,
        "earned": result.earned,
        "deduction": marks.deduction,
        "changes": [f"{each.text}: {each.why} ({each.who})" for each in marks.changes],
        "final": marks.final,
        "flags": list(result.flags),
        "report": None if report is None else json.loads(reports.FORMATS["json"](report)),
    }


def _no_scores(path: object) -> str:
    return (
        f"{messages.quoted(path)} holds no scores of a class run; name its --out after --compare."
    )
