"""What the watcher shows, as lines: the bars, the first unmet test, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, ExerciseReport, Graded, Outcome
from tinytorch.grading.reports import details, styles
from tinytorch.grading.text import harmless, wrapped

KEYS = "a all   h hint   q quit"

_NAME, _POINTS = 17, 11  #: columns on both sides of a bar
_ENOUGH = 8  #: lines of a message that come before a bar for each exercise
_INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class View:
    """What there is to show."""

    exercises: tuple[ExerciseReport, ...] = ()  #: as far as they have been graded
    unmet: Graded | None = None  #: the test to work on
    next_step: str = ""
    news: str = ""  #: what has just been achieved
    hint: str = ""
    problem: str = ""  #: why there is no grade
    status: str = ""  #: what was graded when, or is being graded

    @property
    def points(self) -> tuple[int, int]:
        """Points earned and possible."""
        earned = sum(exercise.earned for exercise in self.exercises)
        return earned, sum(exercise.possible for exercise in self.exercises)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a view becomes lines.

    Parameters
    ----------
    columns : int
    colour : bool
    signs : str
        What a bar is made of: the sign for what is earned, and for what is not.
    """

    columns: int = 80
    colour: bool = False
    signs: str = "#-"

    def screen(self, view: View, rows: int, keys: str) -> list[str]:
        """Return at most `rows` lines that show the message whole where that is possible."""
        bars = self._bars(view)
        body = self._body(view)
        foot = [*self._advice(view), "", self._footer(view, keys)]
        spacious = rows - len(bars) - len(foot) - 2 >= min(len(body), _ENOUGH)
        head = bars if spacious else bars[-1:]
        room = rows - len(head) - len(foot) - 2
        lines = [*head, "", *self._cut(body, view, max(room, 1)), "", *foot]
        if len(lines) > rows:
            lines = [line for line in lines if line]
        return lines[:rows]

    def plain(self, view: View) -> list[str]:
        """Return lines to be read one after the other, as in a log."""
        earned, possible = view.points
        total = f"{view.status}; total {earned} / {possible}"
        return [total, *self._body(view), *self._advice(view), ""]

    def _paint(self, text: str, style: str) -> str:
        return styles.painted(text, style, colour=self.colour)

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        return wrapped(text, self.columns, indent).split("\n")

    def _bars(self, view: View) -> list[str]:
        reports = {report.exercise: report for report in view.exercises}
        current = view.unmet.test.exercise if view.unmet else ""
        lines = []
        for exercise in EXERCISES:
            report = reports.get(exercise)
            points = (report.earned, report.possible) if report else None
            name = f"{'>' if exercise.folder == current else ' '} {exercise.folder}"
            lines.append(self._bar(name, points, "bold" if exercise.folder == current else None))
        return [*lines, self._bar("  total", view.points if reports else None, "bold")]

    def _bar(self, name: str, points: tuple[int, int] | None, style: str | None) -> str:
        width = max(self.columns - _NAME - _POINTS, 10)
        earned, possible = points or (0, 0)
        # Full only when it is: the last point counts.
        filled = width * earned // possible if possible else 0
        full, empty = self.signs[0] * filled, self.signs[1] * (width - filled)
        label = name.ljust(_NAME)
        bar = self._paint(full, "green") + self._paint(empty, "dim")
        count = f"{earned:>4} / {possible:<3}" if points else ""
        return (self._paint(label, style) if style else label) + bar + count.rstrip()

    def _body(self, view: View) -> list[str]:
        lines = []
        if view.problem:
            lines += [self._paint(line, "red") for line in self._wrapped(harmless(view.problem))]
        if view.news:
            lines += [self._paint(line, "green") for line in self._wrapped(view.news)]
        if view.unmet is not None:
            lines += [""] if lines else []
            lines += self._test(view.unmet)
        elif view.exercises and not view.problem:
            lines += self._wrapped(messages.DONE)
        return lines

    def _test(self, graded: Graded) -> list[str]:
        """Return the test's title, why it is unmet, and what the code printed meanwhile."""
        observed, points = graded.observed, graded.test.points
        word = messages.WORDS[observed.outcome]
        title = f"{word}: {harmless(graded.test.title)} ({points} points)"
        style = styles.of(observed.outcome)
        lines = [self._paint(line, style) for line in self._wrapped(title)]
        if observed.outcome is Outcome.NOT_STARTED:
            return lines
        lines.append("")
        for line in details.explanation(observed).split("\n"):
            hint = line.startswith("Hint: ")
            folded = self._wrapped(line, _INDENT)
            lines += [self._paint(part, "cyan") for part in folded] if hint else folded
        if printed := details.printed(observed):
            lines += [f"{_INDENT}It printed:", *self._wrapped(printed, 2 * _INDENT)]
        return lines

    def _advice(self, view: View) -> list[str]:
        lines = []
        if view.hint:
            lines += [self._paint(line, "cyan") for line in self._wrapped(harmless(view.hint))]
            lines.append("")
        if view.next_step:
            first, *rest = self._wrapped(f"Next: {harmless(view.next_step)}")
            lines += [self._paint("Next:", "bold") + first.removeprefix("Next:"), *rest]
        return lines

    def _footer(self, view: View, keys: str) -> str:
        gap = self.columns - len(keys) - len(view.status)
        return self._paint(f"{keys}{' ' * max(gap, 2)}{view.status}", "dim")

    def _cut(self, lines: list[str], view: View, room: int) -> list[str]:
        if len(lines) <= room:
            return lines
        exercise = view.unmet.test.exercise[:2] if view.unmet else ""
        more = messages.more_lines(len(lines) - room + 1, exercise)
        return [*lines[: room - 1], _INDENT + more]
