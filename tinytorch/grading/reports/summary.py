"""The report for a GitHub job summary, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tinytorch.grading import messages
from tinytorch.grading.model import Graded, Outcome, Report
from tinytorch.grading.reports import details
from tinytorch.grading.text import fenced, harmless, markdown, markup

_SUMMARY_CUT = (
    f"The other details are too long to show here; `{messages.nox('grade -- --all')}` shows them."
)

#: GitHub drops a whole summary of more than 1,024 KiB, and refuses a release whose text has more
#: than 125,000 characters; others add to both.
MAX_BYTES = 100 * 1024

#: Of the other tests that one cause fails.
_MAX_TITLES = 6


def render(report: Report) -> str:
    """Return the score, the next step, all tests folded, the first failure, the other causes.

    Whoever opens it sees what is needed next; what takes room is behind a line that says its sum.
    """
    head = [
        f"## {report.earned} / {report.possible} points\n",
        f"**Next:** {_literal(messages.next_step(report))}\n",
    ]
    foot = [
        *(f"- {_literal(note)}" for note in messages.notes(report)),
        f"- {_literal(messages.run_line(report))}",
    ]
    foot = ["---", "", *foot, ""]
    body: list[str] = []
    left = MAX_BYTES - _size([*head, *foot, _SUMMARY_CUT]) - 2
    for block in _body(report):
        left -= _size([block])
        if left < 0:
            return "\n".join([*head, *body, _SUMMARY_CUT, "", *foot])
        body.append(block)
    return "\n".join([*head, *body, *foot])


def _body(report: Report) -> Iterator[str]:
    for exercise in report.exercises:
        rows = "\n".join(map(_row, exercise.tests))
        heading = f"{exercise.exercise.folder}: {exercise.earned} / {exercise.possible} points"
        passed = sum(graded.passed for graded in exercise.tests)
        waiting = {graded.observed.outcome for graded in exercise.tests} == {Outcome.NOT_STARTED}
        heading += ", not started" if waiting else f", {passed} of {len(exercise.tests)} tests"
        yield _folded(heading, f"| Points | Outcome | Test |\n| ---: | --- | --- |\n{rows}\n")
    causes = details.causes(report.exercises)
    for group in causes[:1]:
        yield f"### {_literal(messages.unmet_test(group.first))}\n\n{_explained(group)}"
    for group in causes[1:]:
        # GitHub does not read the line of a summary as Markdown.
        line = harmless(messages.other_cause(group.tests, group.cause))
        yield _folded(markup(line), _explained(group))


def _size(blocks: list[str]) -> int:
    return sum(len(block.encode("utf-8")) + 1 for block in blocks)


def _literal(text: str) -> str:
    return markdown(harmless(text))


def _row(graded: Graded) -> str:
    status = messages.status(graded.observed)
    if not graded.passed and graded.observed.outcome is not Outcome.NOT_STARTED:
        status = f"**{status}**"  # to be found in a long table
    points = f"{graded.earned} / {graded.test.points}"
    return f"| {points} | {status} | {_literal(graded.test.title)} |"


def _explained(group: details.Group) -> str:
    """Return what is told of a cause: the first test's message, and which others it fails."""
    observed, others = group.first.observed, group.tests[1:]
    content = [fenced(details.explanation(observed))]
    output = details.printed(observed)
    content += [messages.PRINTED, fenced(output)] if output else []
    if others:
        titles = [f"- {_literal(graded.test.title)}" for graded in others[:_MAX_TITLES]]
        more = len(others) - len(titles)
        titles += [f"- {messages.more_tests(more)}"] if more else []
        content += [messages.SAME_PLACE, "\n".join(titles)]
    content += [f"Run it alone: `{messages.command(group.first)}`"]
    return "\n\n".join(content) + "\n"


def _folded(summary: str, content: str) -> str:
    # The blank line makes GitHub read the content as Markdown.
    return f"<details><summary>{summary}</summary>\n\n{content}\n</details>\n"
