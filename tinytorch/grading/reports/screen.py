"""One screen: the bars, the first unmet test, the other causes by name, and what to do next.

A grade at a terminal prints it; the watcher draws it again after each save. `view` has what is
shown, and here it becomes lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tinytorch.grading import messages
from tinytorch.grading.model import (
    EXERCISES,
    Graded,
    Outcome,
    Report,
)
from tinytorch.grading.reports import details, styles
from tinytorch.grading.reports.view import View
from tinytorch.grading.text import bounded, harmless, wrapped

WIDTH, ROWS = 80, 21  #: of the 24 rows of a terminal, nox and the prompt need three

_NAME, _POINTS = 17, 11  #: columns on both sides of a bar
_LINE, _SHORT_LINE = 78, 49  #: columns that points of all exercises take, with bars and without
_PRINTED, _OTHERS = 4, 2  #: lines of what was printed, and causes, that may cost room for bars
_LAST = 3  #: lines at the end of a message that are kept when it is cut
_INDENT = " " * 4


def render(
    report: Report, *, colour: bool = False, width: int = WIDTH, rows: int = ROWS, signs: str = "#-"
) -> str:
    """Return the report in as many lines as a screen has; the last says what to do next."""
    return "\n".join([*Layout(width, colour, signs).page(View.of(report), rows), ""])


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

    def page(self, view: View, rows: int) -> list[str]:
        """Return a grade that has ended: what to do next comes last."""
        status = [self._paint(line, "dim") for line in self._wrapped(harmless(view.status))]
        notes = [line for note in view.notes for line in self._wrapped(f"Note: {harmless(note)}")]
        return self._told_once(view, rows, [*notes, *status, ""], [])

    def screen(self, view: View, rows: int, keys: str) -> list[str]:
        """Return what goes on: a line of keys and of what is being done comes last."""
        return self._told_once(view, rows, [], ["", self._footer(view, keys)])

    def _told_once(self, view: View, rows: int, above: list[str], below: list[str]) -> list[str]:
        """Return the lines; what to do next names the cause where the message does not show it."""
        lines = self._composed(view, rows, [*above, *self._advice(view, view.next_step), *below])
        if view.stale:
            return lines
        briefly = [*above, *self._advice(view, view.next_place), *below]
        brief = self._composed(view, rows, briefly)
        return brief if _shows_cause(view, brief) else lines

    def _composed(self, view: View, rows: int, foot: list[str]) -> list[str]:
        """Return at most `rows` lines: the message whole where it can be, then the bars."""
        bars, line, others = self._bars(view), [self._line(view)], self._others(view)
        reserved = min(len(others), _OTHERS + 1)
        for head, loose in ((bars, True), (line, True), (line, False)):
            parts = [*head, ""], self._message(view), self._printed(view), ["", *foot]
            above, message, printed, below = ([x for x in part if x or loose] for part in parts)
            room = rows - len(above) - len(below)
            if len(message) + min(len(printed), _PRINTED) + reserved <= room:
                break
        exercise = view.unmet.test.exercise[:2] if view.unmet else ""
        middle = _fitted(message, printed, max(room - reserved, 2), exercise, self.columns)
        return [*above, *middle, *_bounded(others, room - len(middle)), *below][:rows]

    def _others(self, view: View) -> list[str]:
        """Return the causes that the message does not tell, a line each."""
        lines = [self._other(group) for group in view.others if view.unmet not in group.tests]
        return ["", *lines] if lines else []

    def _other(self, group: details.Group) -> str:
        room = self.columns - len(messages.other_cause(group.tests, ""))
        told = messages.other_cause(group.tests, bounded(group.cause, max(room, 10)))
        return bounded(told, self.columns)

    def plain(self, view: View) -> list[str]:
        """Return lines to be read one after the other, as in a log."""
        total = "total {} / {}".format(*view.points) if view.exercises else ""
        head = "; ".join(filter(None, [view.status, total]))
        told = [*self._message(view), *self._printed(view)]
        step = view.next_place if _shows_cause(view, told) else view.next_step
        advice = self._advice(view, step)
        return [head, *told, "", *advice, ""]

    def _paint(self, text: str, style: str) -> str:
        return styles.painted(text, style, colour=self.colour)

    def _wrapped(self, text: str, indent: str = "") -> list[str]:
        return wrapped(text, self.columns, indent).split("\n")

    def _bars(self, view: View) -> list[str]:
        reports = {report.exercise: report for report in view.exercises}
        current = view.unmet.test.exercise if view.unmet else ""
        lines = []
        for exercise in view.chosen:
            report = reports.get(exercise)
            points = (report.earned, report.possible) if report else None
            name = f"{'>' if exercise.folder == current else ' '} {exercise.folder}"
            lines.append(self._bar(name, points, "bold" if exercise.folder == current else None))
        if len(lines) > 1:
            lines.append(self._bar("  total", view.points if reports else None, "bold"))
        return lines

    def _bar(self, name: str, points: tuple[int, int] | None, style: str | None) -> str:
        width = max(self.columns - _NAME - _POINTS, 10)
        label = name.ljust(_NAME)
        count = f"{points[0]:>4} / {points[1]}" if points else ""
        return (self._paint(label, style) if style else label) + self._filled(points, width) + count

    def _filled(self, points: tuple[int, int] | None, width: int) -> str:
        earned, possible = points or (0, 0)
        # Full only when it is: the last point counts.
        length = width * earned // possible if possible else 0
        if not width:
            return ""
        full, empty = self.signs[0] * length, self.signs[1] * (width - length)
        return self._paint(full, "green") + self._paint(empty, "dim")

    def _line(self, view: View) -> str:
        """Return the bars of all exercises in one line, for when the message needs the room."""
        current = view.unmet.test.exercise if view.unmet else ""
        parts = [self._paint("total {}/{}".format(*view.points), "bold")]
        bar = 5 if self.columns >= _LINE else 0
        # A line that is cut off would show other points.
        room = self.columns >= _SHORT_LINE
        for report in view.exercises:
            if not room and report.exercise.folder != current:
                continue
            points = report.earned, report.possible
            part = " ".join(
                filter(
                    None,
                    [report.exercise.number, self._filled(points, bar), "{}/{}".format(*points)],
                )
            )
            parts.append(self._paint(part, "bold") if report.exercise.folder == current else part)
        return ("  " if bar else " ").join(parts)

    def _message(self, view: View) -> list[str]:
        """Return what happened: news, or why there is no grade, and the test to work on."""
        if view.stale:
            # It would be read as if it spoke of what has just been saved.
            known = replace(view, stale=False, news="", problem="")
            plain = replace(self, colour=False)._message(known)
            return [self._paint(line, "dim") for line in [messages.BEFORE_THIS, *plain]]
        lines = []
        if view.problem:
            lines += [self._paint(line, "red") for line in self._wrapped(harmless(view.problem))]
        if view.news:
            lines += [self._paint(line, "green") for line in self._wrapped(view.news)]
        if view.unmet is not None:
            lines += [""] if lines else []
            lines += self._test(view.unmet)
            alike = next((group for group in view.others if view.unmet in group.tests), None)
            others = [graded for graded in alike.tests if graded != view.unmet] if alike else []
            if others:
                more = messages.several_tests(others)
                lines += self._wrapped(f"(For the same reason: {more} more.)", _INDENT)
        elif len(view.exercises) == len(EXERCISES) and not view.problem:
            lines += self._wrapped(messages.DONE)
        return lines

    def _test(self, graded: Graded) -> list[str]:
        """Return the test's title, and why it is unmet."""
        observed = graded.observed
        title = harmless(messages.unmet_test(graded))
        lines = [self._paint(part, styles.of(observed.outcome)) for part in self._wrapped(title)]
        if observed.outcome is Outcome.NOT_STARTED:
            return lines  # what to do next says it all
        lines.append("")
        explanation = details.explanation_within(observed, self.columns - len(_INDENT))
        for line in explanation.split("\n"):
            hint = line.startswith(messages.HINT)
            folded = self._wrapped(line, _INDENT)
            lines += [self._paint(part, "cyan") for part in folded] if hint else folded
        return lines

    def _printed(self, view: View) -> list[str]:
        printed = details.printed(view.unmet.observed) if view.unmet else ""
        if not printed:
            return []
        return [_INDENT + messages.PRINTED, *self._wrapped(printed, 2 * _INDENT)]

    def _advice(self, view: View, next_step: str) -> list[str]:
        lines = []
        if view.hint:
            lines += [self._paint(line, "cyan") for line in self._wrapped(harmless(view.hint))]
            lines.append("")
        if next_step:
            first, *rest = self._wrapped(f"Next: {harmless(next_step)}")
            lines += [self._paint("Next:", "bold") + first.removeprefix("Next:"), *rest]
        return lines

    def _footer(self, view: View, keys: str) -> str:
        gap = self.columns - len(keys) - len(view.status)
        # Where one of the two must go: what is being done, while it is, and else the keys.
        one = view.status if view.stale else keys
        text = f"{keys}{' ' * gap}{view.status}" if gap > 1 else one
        return self._paint(text, "dim")


def _shows_cause(view: View, lines: list[str]) -> bool:
    """Return whether lines hold, whole, the cause of the test that is shown."""
    cause = view.unmet.observed.cause if view.unmet else None
    words = " ".join(harmless(cause or "").split())
    return words != "" and words in " ".join(map(str.strip, lines))


def _bounded(others: list[str], room: int) -> list[str]:
    """Leave out causes for which there is no room, and count them."""
    if len(others) <= room:
        return others
    kept = others[: max(room - 1, 0)]
    more = f"and {len(others) - len(kept)} more: {messages.nox('grade -- --all')}"
    return [*kept, more] if len(kept) > 1 else []


def _fitted(
    message: list[str], printed: list[str], room: int, exercise: str, columns: int
) -> list[str]:
    """Leave out lines where they are missed least."""
    lines = [*message, *printed]
    if len(lines) <= room:
        return lines
    count = len(lines) - room + 1
    more = _INDENT + f"[{count} more lines: {messages.nox(f'grade -- {exercise} --all')}]"
    more = more if len(more) <= columns else f"{_INDENT}[{count} more lines]"
    # The last lines of a message may name the mistake, and ask the question that leads on.
    last = min(_LAST, (room - 1) // 2)
    if len(message) < room:
        return [*lines[: room - 1], more]
    return [*message[: room - 1 - last], more, *message[len(message) - last :]]
