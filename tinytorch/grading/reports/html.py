"""The report for a page, as a fragment of HTML: a section an exercise.

Each section shows first what to do now, the first unmet test, and has all tests in a fold.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Outcome, Report, unmet
from tinytorch.grading.reports import details
from tinytorch.grading.text import harmless, one_line


def render(report: Report) -> str:
    """Return the fragment; whoever shows it gives it its style."""
    lines = [line for exercise in report.exercises for line in _section(exercise)]
    lines += [f'<p class="note">{_text(note)}</p>' for note in messages.notes(report)]
    return "\n".join([*lines, f'<p class="run">{_text(messages.run_line(report))}</p>', ""])


def _section(exercise: ExerciseReport) -> Iterator[str]:
    folder, points = exercise.exercise.folder, f"{exercise.earned} / {exercise.possible} points"
    yield f'<section class="exercise" data-exercise="{folder}">'
    current = next(iter(unmet([exercise])), None)
    if current is not None:
        yield '<div class="now">'
        yield from _row("h3", current)
        yield from _details(current)
        yield "</div>"
    yield f"<details><summary>{folder}, all tests: {points}</summary>"
    yield "<ol>"
    for group in details.groups(exercise):
        for graded in group.tests:
            yield "<li>"
            yield from _row("p", graded)
            if graded is group.tests[-1] and group.explained:
                yield from _explained(group)
            yield "</li>"
    yield "</ol></details></section>"


def _row(element: str, graded: Graded) -> Iterator[str]:
    outcome, points = graded.observed.outcome, f"{graded.earned} / {graded.test.points}"
    yield f'<{element} class="test {outcome.value}">'
    yield f'<span class="outcome">{messages.status(graded.observed)}</span>'
    yield f'<span class="title">{_text(graded.test.title)}</span>'
    yield f'<span class="points">{points}</span></{element}>'


def _explained(group: details.Group) -> Iterator[str]:
    if group.again:
        again = messages.as_above(group.again, len(group.tests))
        yield f'<p class="again">{_text(again)}</p>'
        return
    if len(group.tests) > 1:
        yield f'<p class="again">{messages.fail_alike(len(group.tests))}</p>'
    yield from _details(group.first)


def _details(graded: Graded) -> Iterator[str]:
    """Return where a test failed, why, its question, and what the code printed."""
    observed = graded.observed
    if observed.line and observed.path:
        place = _text(messages.place(observed))
        yield f'<p class="place" data-file="{_text(observed.path)}" data-line="{observed.line}">'
        yield f"{place}</p>"
    if observed.outcome is not Outcome.NOT_STARTED:
        seen, named, mistake = details.message(observed).partition(messages.NAMED)
        yield f'<pre class="message">{_text(seen.rstrip())}</pre>'
        if named:
            said = one_line(named + mistake, " ")
            yield f'<p class="mistake">{_text(said)}</p>'
    if observed.hint:
        yield f'<p class="question">{_text(observed.hint)}</p>'
    if output := details.printed(observed):
        yield f'<p class="printed">{messages.PRINTED}</p>'
        yield f'<pre class="output">{_text(output)}</pre>'


def _text(text: str) -> str:
    return escape(harmless(text))
