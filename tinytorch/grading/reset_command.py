"""``nox -s reset -- 03``: put stubs back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from tinytorch.checkout import ROOT
from tinytorch.grading import command_line, messages
from tinytorch.grading.given.reset import reset

_NOT_RESET = "Stopped; what was not named above is as it was."


def main(arguments: Sequence[str] | None = None) -> int:
    """Put stubs back, and return the exit code."""
    return command_line.run(lambda: _main(arguments), interrupted=_NOT_RESET)


def _main(arguments: Sequence[str] | None) -> int:
    description = "Put the stub of an exercise back; your version is kept beside it."
    parser = command_line.parser(messages.nox("reset --"), description)
    help_text = "02, linear or 02_linear; or several"
    parser.add_argument("exercises", nargs="+", metavar="EXERCISE", help=help_text)
    for exercise in command_line.exercises_named(parser.parse_args(arguments).exercises):
        print(reset(exercise, ROOT, datetime.now()))
    return command_line.DONE


if __name__ == "__main__":
    sys.exit(main())
