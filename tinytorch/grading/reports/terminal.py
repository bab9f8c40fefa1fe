"""The report for a terminal: a block an exercise, a row a test, and last what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from tinytorch.grading import messages
from tinytorch.grading.model import ExerciseReport, Graded, Report
from tinytorch.grading.reports import details, styles
from tinytorch.grading.text import harmless, wrapped

WIDTH = 80

_INDENT = " " * 6

#: The columns of a row: its outcome, which may be "not started 2.2", and where its title begins.
_WORD, _TITLE = 15, 26


def render(
    report: Report, *, colour: bool = False, width: int = WIDTH, folded: bool = False
) -> str:
    """Return the report in lines of at most `width`; only commands are longer.

    What to do next is one line in a log, where it is looked for; on a screen it is `folded`, too.
    """
    page = _Page(colour, width)
    lines: list[str] = []
    for exercise in report.exercises:
        lines += page.exercise(exercise)
        lines += [""] if lines[-1] else []
    lines += [*page.totals(report), ""]
    lines += [wrapped(f"Note: {harmless(note)}", width) for note in messages.notes(report)]
    lines += [page.paint(wrapped(harmless(messages.run_line(report)), width), "dim"), ""]
    step = f"Next: {harmless(messages.next_step(report))}"
    step = wrapped(step, width) if folded else step
    lines += [page.paint("Next:", "bold") + step.removeprefix("Next:"), ""]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Page:
    """How to lay out text."""

    colour: bool
    width: int

    def paint(self, text: str, style: str) -> str:
        return styles.painted(text, style, colour=self.colour)

    def exercise(self, exercise: ExerciseReport) -> Iterator[str]:
        name, points = harmless(exercise.path), _points(exercise.earned, exercise.possible)
        yield self.paint(name, "bold") + f"{points} points".rjust(self.width - len(name))
        for group in details.groups(exercise):
            for graded in group.tests:
                yield self._row(graded)
            if group.explained:
                yield from self._details(group)

    def totals(self, report: Report) -> Iterator[str]:
        for exercise in report.exercises if len(report.exercises) > 1 else ():
            yield f"  {exercise.exercise.folder:<20}{_points(exercise.earned, exercise.possible)}"
        yield self.paint(f"  {'total':<20}{_points(report.earned, report.possible)}", "bold")

    def _row(self, graded: Graded) -> str:
        outcome, number = graded.observed.outcome, messages.todo(graded.observed)
        word = f"{messages.WORDS[outcome]} {number or ''}".ljust(_WORD)
        word = self.paint(word, styles.of(outcome))
        points = f"{graded.earned} / {graded.test.points}".rjust(5)
        title = textwrap.fill(harmless(graded.test.title), self.width - _TITLE)
        return f"  {word}  {points}  " + title.replace("\n", "\n" + " " * _TITLE)

    def _details(self, group: details.Group) -> Iterator[str]:
        """Return why a test failed, what it printed, and how to run it alone."""
        yield ""
        if group.again:
            again = messages.as_above(group.again, len(group.tests))
            yield wrapped(again, self.width, _INDENT)
        else:
            yield from self._explanation(group)
        yield self.paint(f"{_INDENT}Run it alone: {messages.command(group.first)}", "dim")
        yield ""

    def _explanation(self, group: details.Group) -> Iterator[str]:
        if len(group.tests) > 1:
            yield _INDENT + messages.fail_alike(len(group.tests))
        observed = group.first.observed
        explanation = details.explanation_within(observed, self.width - len(_INDENT))
        for line in explanation.split("\n"):
            folded = wrapped(line, self.width, _INDENT)
            yield self.paint(folded, "cyan") if line.startswith(messages.HINT) else folded
        output = details.printed(observed)
        if output:
            yield _INDENT + messages.PRINTED
            yield wrapped(output, self.width, _INDENT + "    ")


def _points(earned: int, possible: int) -> str:
    return f"{earned:>3} / {possible}"
