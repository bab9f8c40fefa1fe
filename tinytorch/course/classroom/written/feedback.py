"""What each student is told, in Markdown, and the scores of all in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Result, Status
from tinytorch.grading import messages as grade_messages
from tinytorch.grading import reports
from tinytorch.grading.delivery import replacing
from tinytorch.grading.model import GradingError
from tinytorch.grading.reports import summary
from tinytorch.grading.text import harmless, markdown

SCHEMA = "tinytorch-layers/scores/v1"


def feedback(result: Result) -> str:
    """Return a student's report."""
    name = result.student.name or result.student.identifier
    lines = [f"# {_literal(name)}", ""]
    for number, sentence in enumerate(_ruled(result)):
        counts = number == 0 and _counted(result)
        lines += [f"**{_literal(sentence)}**" if counts else _literal(sentence), ""]
    commit = result.outturn.commit
    if commit.name:
        lines += [f"Commit {_literal(commit.name[:12])}, {_literal(commit.time)}.", ""]
    problem = result.outturn.problem
    if result.report is not None:
        told = [f"{_literal(problem)}", ""] if problem else []
        return "\n".join([*lines, *told, summary.render(result.report)])
    return "\n".join([*lines, _literal(_nothing(result)), ""])


def letter(result: Result) -> str:
    """Return what a student is told in some sentences, for a letter or a comment."""
    report = result.report
    if report is None:
        return " ".join([_nothing(result), *_ruled(result)])
    each = ", ".join(f"{part.exercise.name} {part.earned}" for part in report.exercises)
    told = [f"{report.earned} points: {each}.", *_ruled(result)]
    return harmless(" ".join([*told, f"Next: {grade_messages.next_step(report)}"]))


def _nothing(result: Result) -> str:
    """Say why there is no report."""
    verdict = "0 points" if result.status is Status.MISSING else "Not graded"
    reason = (result.outturn.problem or messages.NOT_HANDED_IN).rstrip(".")
    return f"{verdict}: {reason}."


def _counted(result: Result) -> bool:
    return bool(result.marks.deduction or result.marks.changes)


def _ruled(result: Result) -> Iterator[str]:
    """Give what the rules of the term have made of the points."""
    marks = result.marks
    if _counted(result):
        yield f"{marks.final} points count."
    if marks.deduction:
        late = f"{marks.hours_late:g} hours late"
        yield f"{result.earned} were earned; {marks.deduction} are taken off for {late}."
    for change in marks.changes:
        yield f"Changed by hand: {change.text}; {change.why} ({change.who})."
    for note in marks.notes:
        yield f"{note.who} notes: {messages.quoted(note.text)}."


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
