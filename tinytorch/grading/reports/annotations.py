"""The report as GitHub workflow commands: errors on the student's lines, and two notices.

GitHub shows at most ten errors of a step, so lines are grouped and the tenth counts the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from tinytorch.grading import messages
from tinytorch.grading.model import BY_FOLDER, Graded, Outcome, Report, unmet
from tinytorch.grading.reports import details, github_classroom
from tinytorch.grading.text import bounded, command_data, command_property, harmless

MAX_ERRORS = 9

#: Of the tests that one place fails; more would bury the message.
_MAX_TITLES = 6

#: GitHub cuts a message at 4,096 characters.
_MAX_MESSAGE = 3000


def render(report: Report) -> str:
    """Return the commands, a line each."""
    places = list(_places(report))
    lines = [_error(*place) for place in places[:MAX_ERRORS]]
    if len(places) > MAX_ERRORS:
        more = f"{len(places) - MAX_ERRORS} more places are listed in the summary of this run."
        lines.append(f"::error title=More::{command_data(more)}")
    lines += github_classroom.notices(report)
    return "".join(f"{line}\n" for line in lines)


def _places(report: Report) -> Iterator[tuple[str, int, tuple[Graded, ...]]]:
    """Return each place in the student's files with its tests, wrong ones before open TODOs."""
    found: dict[tuple[object, ...], list[Graded]] = {}
    for graded in unmet(report.exercises):
        observed = graded.observed
        number = messages.todo(observed)
        # Without a line, tests that say the same belong together, and so do all time-outs.
        late = observed.outcome is Outcome.TIMED_OUT
        place = observed.line or (observed.outcome if late else details.advice(observed))
        key = (number,) if number else (observed.path, place)
        found.setdefault(key, []).append(graded)
    waiting = Outcome.NOT_STARTED
    for tests in sorted(found.values(), key=lambda tests: tests[0].observed.outcome is waiting):
        observed = tests[0].observed
        yield (
            observed.path or BY_FOLDER[tests[0].test.exercise].path,
            observed.line or 1,
            tuple(tests),
        )


def _error(path: str, line: int, tests: tuple[Graded, ...]) -> str:
    first = tests[0]
    title = first.test.title if len(tests) == 1 else messages.several_tests(tests)
    parts = [details.advice(first.observed)]
    if len(tests) > 1:
        parts += [messages.SAME_PLACE, *(f"- {each.test.title}" for each in tests[:_MAX_TITLES])]
    if len(tests) > _MAX_TITLES:
        parts.append(messages.more_tests(len(tests) - _MAX_TITLES))
    message = bounded(harmless("\n".join(parts)), _MAX_MESSAGE)
    status = messages.status(first.observed)
    where = f"file={command_property(harmless(path))},line={line}"
    return (
        f"::error {where},title={command_property(harmless(f'{status}: {title}'))}"
        f"::{command_data(message)}"
    )
