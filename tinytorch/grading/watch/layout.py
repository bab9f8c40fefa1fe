"""What the watcher shows, as lines: the bars, the first unmet test, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, ExerciseReport, Graded, Outcome
from tinytorch.grading.reports import details, styles
from tinytorch.grading.text import harmless, wrapped

KEYS = "a all   h hint   q quit"

_NAME, _POINTS = 17, 11  #: columns on both sides of a bar
_LAST = 3  #: lines at the end of a message that are kept when it is cut
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
        """Return at most `rows` lines: the message whole where it can be, then the bars."""
        bars, line = self._bars(view), [self._line(view)]
        foot = [*self._advice(view), "", self._footer(view, keys)]
        for head, loose in ((bars, True), (line, True), (line, False)):
            parts = [*head, ""], self._message(view), self._printed(view), ["", *foot]
            above, message, printed, below = ([x for x in part if x or loose] for part in parts)
            room = rows - len(above) - len(below)
            if len(message) + len(printed) <= room:
                break
        exercise = view.unmet.test.exercise[:2] if view.unmet else ""
        return [*above, *_fitted(message, printed, max(room, 2), exercise), *below][:rows]

    def plain(self, view: View) -> list[str]:
        """Return lines to be read one after the other, as in a log."""
        total = "total {} / {}".format(*view.points) if view.exercises else ""
        head = "; ".join(filter(None, [view.status, total]))
        return [head, *self._message(view), *self._printed(view), "", *self._advice(view), ""]

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
        label = name.ljust(_NAME)
        count = f"{points[0]:>4} / {points[1]}" if points else ""
        return (self._paint(label, style) if style else label) + self._filled(points, width) + count

    def _filled(self, points: tuple[int, int] | None, width: int) -> str:
        earned, possible = points or (0, 0)
        # Full only when it is: the last point counts.
        length = width * earned // possible if possible else 0
        full, empty = self.signs[0] * length, self.signs[1] * (width - length)
        return self._paint(full, "green") + self._paint(empty, "dim")

    def _line(self, view: View) -> str:
        """Return the bars of all exercises in one line, for when the message needs the room."""
        current = view.unmet.test.exercise if view.unmet else ""
        parts = [self._paint("total {}/{}".format(*view.points), "bold")]
        for report in view.exercises:
            number, points = report.exercise.number, (report.earned, report.possible)
            part = f"{number} {self._filled(points, 5)} {points[0]}/{points[1]}"
            parts.append(self._paint(part, "bold") if report.exercise.folder == current else part)
        return "  ".join(parts)

    def _message(self, view: View) -> list[str]:
        """Return what happened: news, or why there is no grade, and the test to work on."""
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
        """Return the test's title, and why it is unmet."""
        observed, points = graded.observed, graded.test.points
        worth = "1 point" if points == 1 else f"{points} points"
        title = f"{messages.WORDS[observed.outcome]}: {harmless(graded.test.title)} ({worth})"
        lines = [self._paint(part, styles.of(observed.outcome)) for part in self._wrapped(title)]
        if observed.outcome is Outcome.NOT_STARTED:
            return lines  # what to do next says it all
        lines.append("")
        for line in details.explanation(observed).split("\n"):
            hint = line.startswith("Hint: ")
            folded = self._wrapped(line, _INDENT)
            lines += [self._paint(part, "cyan") for part in folded] if hint else folded
        return lines

    def _printed(self, view: View) -> list[str]:
        printed = details.printed(view.unmet.observed) if view.unmet else ""
        if not printed:
            return []
        return [_INDENT + messages.PRINTED, *self._wrapped(printed, 2 * _INDENT)]

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
        text = f"{keys}{' ' * gap}{view.status}" if gap > 1 else view.status
        return self._paint(text, "dim")


def _fitted(message: list[str], printed: list[str], room: int, exercise: str) -> list[str]:
    """Leave out lines where they are missed least."""
    lines = [*message, *printed]
    if len(lines) <= room:
        return lines
    more = _INDENT + messages.more_lines(len(lines) - room + 1, exercise)
    # The last lines of a message may name the mistake, and ask the question that leads on.
    last = min(_LAST, (room - 1) // 2)
    if len(message) < room:
        return [*lines[: room - 1], more]
    return [*message[: room - 1 - last], more, *message[len(message) - last :]]
