"""The page of similar pairs: what two submissions share, side by side, with names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tinytorch.course.classroom.class_data import Row
from tinytorch.course.classroom.document import document, literal
from tinytorch.course.classroom.similarity import COMMON, Lines, Pair

_ADVICE = f"""\
Short exercises look alike: there are few good ways to write them. What the stubs or the reference
hold, and what more than {COMMON:.0%} of the class wrote, does not count; names, numbers, comments
and layout do not either. A pair on this page is a reason to read both, and to ask, never a verdict.
Fingerprints by winnowing (Schleimer, Wilkerson and Aiken, 2003)."""

Sources = Mapping[str, str]  #: the text of each file, by exercise


def render(pairs: Sequence[Pair], rows: Sequence[Row], sources: Callable[[Row], Sources]) -> str:
    """Return the page.

    Parameters
    ----------
    pairs : sequence of Pair
    rows : sequence of Row
        What the pairs' numbers mean.
    sources : callable
        Gives the files of a submission.
    """
    blocks = [f'<h1>Similar submissions</h1>\n<p class="soft">{literal(_ADVICE)}</p>']
    for pair in pairs:
        one, other = rows[pair.one], rows[pair.other]
        names = f"{_called(one)} and {_called(other)}"
        blocks.append(f"<h2>{names}</h2>\n<p>{pair.share:.0%} of the rarer passages shared.</p>")
        files = sources(one), sources(other)
        for exercise in sorted(pair.lines[0]):
            sides = "".join(
                f"<pre>{_passages(text.get(exercise, ''), lines, exercise)}</pre>"
                for text, lines in zip(files, pair.lines, strict=True)
            )
            blocks.append(f'<h3>{literal(exercise)}</h3>\n<div class="sides">{sides}</div>')
    if not pairs:
        blocks.append("<p>No pair shares more than is usual.</p>")
    return document("Similar submissions", "\n".join(blocks))


def _called(row: Row) -> str:
    student = row.student
    return literal(f"{student.identifier} ({student.name})" if student.name else student.identifier)


def _passages(text: str, lines: Lines, exercise: str) -> str:
    """Return the shared lines of a file with their numbers."""
    source = text.split("\n")
    shown, before = [], 0
    for number in sorted(lines.get(exercise, ())):
        if number <= len(source):
            shown += ["..."] if before and number > before + 1 else []
            shown.append(f"{number:4}  {literal(source[number - 1][:200])}")
            before = number
    return "\n".join(shown)
