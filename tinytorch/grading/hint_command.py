"""``nox -s hint -- 2.2``: show the hints for a TODO, one at a time, mild to strong."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from tinytorch.checkout import ROOT
from tinytorch.grading import command_line, messages
from tinytorch.grading.given import hints, todos
from tinytorch.grading.model import EXERCISES, GradingError
from tinytorch.grading.text import wrapped


def hint(task: str, number: int) -> str:
    """Return one hint for a task, such as ``2.2``, and how to see the next.

    Raises
    ------
    GradingError
        There is no such task, or no such hint.
    """
    known = [each for exercise in EXERCISES for each in todos.tasks(exercise).values()]
    if task not in known:
        raise GradingError(f"There is no TODO {task}; name one of {', '.join(known)}.")
    texts = hints.read(task, ROOT)
    if not texts:
        raise GradingError(messages.NO_HINTS)
    if not 1 <= number <= len(texts):
        raise GradingError(f"There is no hint {number} for TODO {task}: it has {len(texts)}.")
    shown = messages.chapter_hint(texts[number - 1], number, len(texts), task)
    if number < len(texts):
        shown += f"\nNext hint: {messages.nox(f'hint -- {task} {number + 1}')}"
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Show a hint, and return the exit code."""
    return command_line.run(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    description = "Show a hint for a TODO; each further one says more."
    parser = command_line.parser(messages.nox("hint --"), description)
    parser.add_argument(
        "task", metavar="TODO", help="such as 2.2; the last line of a grade names it"
    )
    parser.add_argument("number", nargs="?", default="1", metavar="N", help="which hint, else 1")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"\d{1,3}", options.number):
        first = messages.nox("hint -- 2.2 1")
        raise GradingError(f"{options.number} is no number of a hint: {first} shows the first.")
    task = options.task.upper().removeprefix("TODO").strip()
    print(wrapped(hint(task, int(options.number)), 80))
    return command_line.DONE


if __name__ == "__main__":
    sys.exit(main())
