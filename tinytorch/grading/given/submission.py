"""Reads the student's files, as bytes, and says what is wrong where one cannot be read.

A submission is a checkout (``exercises/02_linear/linear.py``) or the bare files that an upload
leaves (``linear.py``). Nothing of it is parsed, imported or followed: a link or a folder in the
place of a file is refused, and so is a file too large to be an answer, before it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.given import protected
from tinytorch.grading.model import EXERCISES, Exercise, GradingError

#: The stubs have about 3 KiB; parsing 5 MB of literals would take gigabytes.
MAX_BYTES = 256 * 1024

#: How much of a folder is looked through for a file under another name.
_MAX_ENTRIES = 500

#: Windows follows a junction as if it were a folder; `lstat` marks it with this tag.
_JUNCTION = 0xA0000003


class SubmissionError(GradingError):
    """The folder to grade cannot be read at all."""


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One exercise's file as it was handed in."""

    exercise: Exercise
    path: str  #: as messages name it, relative to the submission, with forward slashes
    source: bytes | None  #: None when it cannot be read
    problem: str | None = None  #: the sentence that says why, None when it was read


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in for some exercises."""

    root: Path
    foreign: bool  #: whether it is another folder than the grader's own checkout
    files: tuple[SubmittedFile, ...]
    notes: tuple[str, ...] = ()  #: sentences for the report


def read(
    folder: Path,
    grader: Path,
    exercises: Iterable[Exercise] = EXERCISES,
    *,
    source: str = "exercises",
) -> Submission:
    """Read the files of a submission.

    Parameters
    ----------
    folder : Path
        The submission.
    grader : Path
        The grader's own checkout, which holds the tests that will run.
    exercises : iterable of Exercise
        Which files to read.
    source : str
        The folder that the answers lie in, ``exercises`` or ``solutions``.

    Raises
    ------
    SubmissionError
        `folder` is no readable folder.
    """
    try:
        root = folder.resolve(strict=True)
        _names(root)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(messages.unreadable_submission(str(folder), reason)) from None
    foreign = root != grader.resolve()
    bare = not os.path.lexists(root / source)
    files = tuple(_read(root, exercise, source, bare) for exercise in exercises)
    return Submission(root, foreign, files, tuple(_notes(root, grader, foreign, source)))


def _notes(root: Path, grader: Path, foreign: bool, source: str) -> Iterator[str]:
    if source != "exercises":
        yield messages.graded_source(source)
    if foreign:
        changed = protected.changed(root, grader)
    else:
        yield messages.SELF_GRADED
        changed = protected.changed_since_release(root)
    if changed:
        yield messages.changed_files(changed, foreign=foreign)


def _read(root: Path, exercise: Exercise, source: str, bare: bool) -> SubmittedFile:
    path = exercise.file if bare else f"{source}/{exercise.folder}/{exercise.file}"
    try:
        return SubmittedFile(exercise, path, _read_regular(root, path))
    except FileNotFoundError:
        problem = messages.missing_file(path, _lookalikes(root, path, exercise))
    except _RefusedError as refused:
        problem = str(refused)
    except OSError as error:
        problem = messages.unreadable_file(path, error.strerror or str(error))
    return SubmittedFile(exercise, path, None, problem)


class _RefusedError(Exception):
    """Something stands in the place of a file that is not to be read."""


def _read_regular(root: Path, path: str) -> bytes:
    """Return the bytes of a regular file that is reached without following a link."""
    place = root
    for part in path.split("/"):
        place /= part
        status = place.lstat()
        if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
            raise _RefusedError(messages.linked_file(path, place.relative_to(root).as_posix()))
    if not stat.S_ISREG(status.st_mode):
        raise _RefusedError(messages.not_a_file(path))
    # The flags hold the promise should the file be exchanged between the look and the opening.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(place, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        opened = os.fstat(descriptor)
        if not stat.S_ISREG(opened.st_mode):
            raise _RefusedError(messages.not_a_file(path))
        source = file.read(MAX_BYTES + 1) if opened.st_size <= MAX_BYTES else None
    if source is None or len(source) > MAX_BYTES:
        raise _RefusedError(messages.large_file(path, opened.st_size, MAX_BYTES))
    return source


def _lookalikes(root: Path, path: str, exercise: Exercise) -> tuple[str, ...]:
    """Return the files near a missing one that may be it under another name or place."""
    folder = (root / path).parent
    beside = [name for name in _names_or_none(folder) if _resembles(name, exercise)]
    if folder != root and not beside:
        beside = [name for name in _names_or_none(root) if name == exercise.file]
        folder = root
    return tuple((folder / name).relative_to(root).as_posix() for name in sorted(beside)[:3])


def _resembles(name: str, exercise: Exercise) -> bool:
    folded = name.casefold()
    if folded.startswith("test_"):
        return False
    return exercise.name in folded and folded.endswith((".py", ".txt", ".ipynb"))


def _names(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return [entry.name for entry in islice(entries, _MAX_ENTRIES)]


def _names_or_none(folder: Path) -> list[str]:
    try:
        return _names(folder)
    except OSError:
        return []
