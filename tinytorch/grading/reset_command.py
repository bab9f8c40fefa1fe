"""``nox -s reset -- 03``: put a stub back, and keep the student's version.

The stubs come from copies in `given/pristine/`, because a student's checkout holds neither
solutions to derive them from nor, when it was downloaded, a history.
"""

from __future__ import annotations

import stat
import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.grading import command_line, delivery, messages
from tinytorch.grading.given.todos import pristine
from tinytorch.grading.model import Exercise, GradingError

_NOT_RESET = "Stopped; what was not named above is as it was."


def reset(exercise: Exercise, root: Path, now: datetime) -> str:
    """Put the stub of an exercise back, and return a sentence that says what was done.

    Parameters
    ----------
    exercise : Exercise
    root : Path
        The checkout.
    now : datetime
        The time that names the student's version.

    Raises
    ------
    GradingError
        The file cannot be read, kept or replaced; it is as it was.
    """
    path = root / exercise.path
    stub = pristine(exercise).read_text(encoding="utf-8")
    try:
        if not path.exists():
            delivery.replace(stub, path)
            return messages.stub_was_missing(exercise.path)
        written = path.read_bytes()
        if written.replace(b"\r\n", b"\n") == stub.encode("utf-8"):
            return messages.stub_untouched(exercise.path)
        if not path.stat().st_mode & stat.S_IWUSR:
            raise GradingError(_not_reset(exercise.path, "it is read-only"))
        kept = _keep(written, path, now)
        delivery.replace(stub, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise GradingError(_not_reset(exercise.path, reason)) from None
    return messages.stub_restored(exercise.path, kept.relative_to(root).as_posix())


def _keep(written: bytes, path: Path, now: datetime) -> Path:
    """Write the student's version beside the file, under a name that is not taken."""
    dated = f"{path.stem}.{now:%Y-%m-%d-%H%M}"
    for number in count(1):
        kept = path.with_name(f"{dated}{f'-{number}' if number > 1 else ''}{path.suffix}")
        try:
            with kept.open("xb") as file:
                file.write(written)
        except FileExistsError:
            continue
        return kept
    raise AssertionError("count has no end")


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


def _not_reset(path: str, reason: str) -> str:
    return f"{path} cannot be reset ({reason}) and is as it was: allow writing there and try again."


if __name__ == "__main__":
    sys.exit(main())
