"""What all command lines share: streams, parser, sentences for what goes wrong, exit codes."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tinytorch.checkout import ROOT
from tinytorch.grading import delivery, messages
from tinytorch.grading.given import protected
from tinytorch.grading.model import EXERCISES, Exercise, GradingError, OwnFault
from tinytorch.grading.text import harmless, one_line

_STOPPED = "Stopped; nothing was graded."

DONE, BELOW_FULL_MARKS, NOT_DONE, INTERRUPTED = 0, 1, 2, 130


def parser(program: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """Return a parser that takes no abbreviations and shows its epilog as it is written."""
    return argparse.ArgumentParser(
        prog=program,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def run(
    work: Callable[[], int],
    *,
    interrupted: str = _STOPPED,
    failed: Callable[[BaseException, str], str] = messages.internal_error,
) -> int:
    """Do the work of a command, and return its exit code; what goes wrong is one sentence.

    Parameters
    ----------
    work : callable
        Returns the exit code where nothing goes wrong.
    interrupted : str
        What Ctrl-C means here, and SIGTERM.
    failed : callable
        Says, for an error of ours and its place, that it is ours: a traceback would exit with 1.
    """
    delivery.prepare_streams()
    # Whoever is told to end clears up, as after Ctrl-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return work()
    except KeyboardInterrupt:
        return stop(interrupted, INTERRUPTED)
    except OwnFault as error:
        return stop(own_fault(str(error)))
    except GradingError as error:
        return stop(str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, its reader gets a sentence
        last = traceback.extract_tb(error.__traceback__)[-1]
        return stop(own_fault(failed(error, f"{Path(last.filename).name}, line {last.lineno}")))
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)  # None: it is not Python's own


def own_fault(sentence: str) -> str:
    """Return what to say of a fault of ours: in a clone whose files were changed, that first."""
    changed = protected.changed_since_release(ROOT) if (ROOT / ".git").exists() else ()
    return _files_changed(changed, sentence) if changed else sentence


def stop(sentence: str, code: int = NOT_DONE) -> int:
    """Say why there is nothing to show, and return the exit code."""
    print(harmless(one_line(sentence, " ")), file=sys.stderr)
    return code


def leave(code: int) -> NoReturn:
    """End the process at once: to take NumPy and pytest apart takes as long as a dozen tests."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass  # nobody reads along any more
    except OSError as error:
        code = stop(f"The report was not printed whole ({error.strerror}).")
    sys.stderr.flush()
    os._exit(code)


def check_installed(*modules: str) -> None:
    """Refuse to go on where a package is missing, before a process that needs it is started.

    Raises
    ------
    GradingError
        It names the first that is missing.
    """
    for module in modules:
        if importlib.util.find_spec(module) is None:
            raise GradingError(messages.not_installed(module))


def exercises_named(names: Sequence[str]) -> tuple[Exercise, ...]:
    """Return the exercises that are named, in their own order; all where none is.

    Raises
    ------
    GradingError
        A name that no exercise has.
    """
    named = {_exercise(name).folder for name in names}
    return tuple(each for each in EXERCISES if not names or each.folder in named)


def _exercise(name: str) -> Exercise:
    # A shell's completion gives exercises/02_linear/.
    wanted = name.replace("\\", "/").rstrip("/").rpartition("/")[2].casefold()
    for each in EXERCISES:
        if wanted in (each.number, each.number.lstrip("0"), each.name, each.folder):
            return each
    raise GradingError(messages.unknown_exercise(name))


def _files_changed(names: Sequence[str], sentence: str) -> str:
    few = names if len(names) <= 3 else ("tinytorch", '"exercises/*/test_*.py"')  # no answers
    what = (
        "A file of the course was" if len(names) == 1 else f"{len(names)} files of the course were"
    )
    return (
        f"{what} changed; put back what was there with: git checkout -- {' '.join(few)}. {sentence}"
    )
