"""The report for a GitHub job summary, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Outcome, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import fenced, harmless, markdown, markup

#: GitHub drops a whole summary of more than 1,024 KiB, and refuses a release whose text has more
#: than 125,000 characters; others add to both.
MAX_BYTES = 100 * 1024


def render(report: Report) -> str:
    """Return the score, the next step, a table an exercise, and folded details."""
    head = [
        f"## {report.earned} / {report.possible} points\n",
        f"**Next:** {_literal(messages.next_step(report))}\n",
        "| Exercise | Points | Tests passed |\n| --- | ---: | ---: |",
        *(_total(exercise) for exercise in report.exercises),
        "",
    ]
    foot = [
        *(f"- {_literal(note)}" for note in report.notes),
        f"- {_literal(messages.run_line(report))}",
    ]
    foot = ["---", "", *foot, ""]
    body: list[str] = []
    left = MAX_BYTES - _size([*head, *foot, messages.SUMMARY_CUT]) - 2
    for exercise in report.exercises:
        for block in _exercise(exercise):
            left -= _size([block])
            if left < 0:
                return "\n".join([*head, *body, messages.SUMMARY_CUT, "", *foot])
            body.append(block)
    return "\n".join([*head, *body, *foot])


def _size(blocks: list[str]) -> int:
    return sum(len(block.encode("utf-8")) + 1 for block in blocks)


def _literal(text: str) -> str:
    return markdown(harmless(text))


def _total(exercise: ExerciseReport) -> str:
    passed = sum(graded.passed for graded in exercise.tests)
    points = f"{exercise.earned} / {exercise.possible}"
    return f"| {exercise.exercise.folder} | {points} | {passed} / {len(exercise.tests)} |"


def _exercise(exercise: ExerciseReport) -> Iterator[str]:
    """Return the blocks of an exercise; one with full marks is folded into a line."""
    heading = f"{exercise.exercise.folder}: {exercise.earned} / {exercise.possible} points"
    rows = "\n".join(map(_row, exercise.tests))
    table = f"| Points | Outcome | Test |\n| ---: | --- | --- |\n{rows}\n"
    if exercise.earned == exercise.possible:
        yield _folded(heading, table)
        return
    yield f"### {heading}\n\n{table}"
    for group in details.groups(exercise):
        if group.explained:
            yield _details(group)


def _row(graded: Graded) -> str:
    status = messages.status(graded.observed)
    if not graded.passed and graded.observed.outcome is not Outcome.NOT_STARTED:
        status = f"**{status}**"  # to be found in a long table
    points = f"{graded.earned} / {graded.test.points}"
    return f"| {points} | {status} | {_literal(graded.test.title)} |"


def _details(group: details.Group) -> str:
    first, others = group.first, len(group.tests) - 1
    # GitHub does not read the line of a summary as Markdown.
    title = markup(harmless(first.test.title)) + (f" (and {others} more)" if others else "")
    if group.again:
        content = [_literal(messages.as_above(group.again, len(group.tests)))]
    else:
        content = [fenced(details.explanation(first.observed))]
        output = details.printed(first.observed)
        content += [messages.PRINTED, fenced(output)] if output else []
    content += ["Run it alone:", fenced(messages.command(first))]
    return _folded(
        f"<b>{messages.status(first.observed)}</b>: {title}", "\n\n".join(content) + "\n"
    )


def _folded(summary: str, content: str) -> str:
    # The blank line makes GitHub read the content as Markdown.
    return f"<details><summary>{summary}</summary>\n\n{content}\n</details>\n"
