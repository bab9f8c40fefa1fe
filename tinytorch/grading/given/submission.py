"""Reads the student's files, as bytes, and says what is wrong where one cannot be read.

A submission is a checkout, the bare files that an upload leaves, or anything in which these lie
(see `finder`). Nothing of it is parsed, imported or followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.given import protected
from tinytorch.grading.given.finder import Finder, SubmittedFile
from tinytorch.grading.given.trees import MAX_BYTES, Folder, Refused, Tree
from tinytorch.grading.given.zips import MAX_ZIP_BYTES, Zip
from tinytorch.grading.model import EXERCISES, Exercise, GradingError

_OTHER_WORKFLOW = (
    ".github/workflows/classroom.yml is not this course's; a service may have put its own there, "
    "and then that one grades each push."
)

#: How what may hold the answers ends, and cannot be looked into.
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")

#: How documents end that may hold the answers, too, and are nothing that can be graded.
_UNREAD = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".pages", ".bundle", ".url", ".webloc")

__all__ = ["MAX_BYTES", "Submission", "SubmissionError", "SubmittedFile", "read"]


class SubmissionError(GradingError):
    """The folder to grade cannot be read at all."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in for some exercises."""

    root: Path
    foreign: bool  #: whether it is another folder than the grader's own checkout
    files: tuple[SubmittedFile, ...]
    notes: tuple[str, ...] = ()  #: sentences for the report
    changed: tuple[str, ...] = ()  #: protected files that are not as they were handed out


def read(
    place: Path | Tree,
    grader: Path,
    exercises: Iterable[Exercise] = EXERCISES,
    *,
    source: str = "exercises",
    released: Path | None = None,
) -> Submission:
    """Read the files of a submission.

    Parameters
    ----------
    place : Path or Tree
        The submission: a folder, a zip, or what stands for one.
    grader : Path
        The grader's own checkout, which holds the tests that will run.
    exercises : iterable of Exercise
        Which files to read.
    source : str
        The folder that the answers lie in, ``exercises`` or ``solutions``.
    released : Path, optional
        The manifest of the last release, where the grader's checkout has none.

    Raises
    ------
    SubmissionError
        `place` is neither a readable folder nor a zip.
    """
    root, tree = _opened(place) if isinstance(place, Path) else (Path(), place)
    foreign = root != grader.resolve()
    tree, files = _found(tree, list(exercises), source, everywhere=foreign)
    changed = _changed(tree, root, grader, files, released, foreign=foreign)
    notes = tuple(_notes(files, changed, foreign, source))
    return Submission(root, foreign, files, notes, changed)


def _opened(place: Path) -> tuple[Path, Tree]:
    try:
        root = place.resolve(strict=True)
        if root.is_file() and root.suffix.casefold() == ".zip":
            return root, Zip(root)
        next(root.iterdir(), None)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        reason = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(
            f"The submission {place} cannot be read ({reason}); "
            "name a folder or a zip with --submission."
        ) from None
    return root, Folder(root)


def _found(
    tree: Tree, exercises: list[Exercise], source: str, *, everywhere: bool
) -> tuple[Tree, tuple[SubmittedFile, ...]]:
    """Return the files and the tree that they lie in: a zip inside, where nothing else is."""
    finder = Finder(tree, source, everywhere=everywhere)
    files = tuple(finder.find(exercise) for exercise in exercises)
    if not everywhere or not all(file.open for file in files):
        return tree, files
    stubs = not all(file.absent for file in files)
    zips = [name for name in tree.names() if name.casefold().endswith(".zip")]
    if len(zips) == 1:
        with suppress(Refused, OSError):
            inner = _found(
                Zip(tree.read(zips[0], MAX_ZIP_BYTES)), exercises, source, everywhere=True
            )
            if not stubs:
                return inner
            if not all(file.open for file in inner[1]):
                first, *others = inner[1]
                why = "because the files beside it are as they were handed out"
                note = f"Graded: what lies in {zips[0]}, {why}."
                return inner[0], (replace(first, note=note), *others)
    ends = _PACKED if stubs else (*_PACKED, *_UNREAD)
    packed = tuple(name for name in tree.names() if name.casefold().endswith(ends))[:3]
    return tree, tuple(_perhaps_in(file, packed) for file in files)


def _perhaps_in(file: SubmittedFile, packed: tuple[str, ...]) -> SubmittedFile:
    """Tell of what cannot be looked into, where nothing else may be the answer."""
    if not packed or file.lookalikes:
        return file
    told = _packed(file.path, packed, missing=file.absent)
    if file.absent:
        return replace(file, problem=told, lookalikes=packed)
    return replace(file, note=told, lookalikes=packed)


def _changed(
    tree: Tree,
    root: Path,
    grader: Path,
    files: Iterable[SubmittedFile],
    released: Path | None,
    *,
    foreign: bool,
) -> tuple[str, ...]:
    if not foreign:
        return protected.changed_since_release(root)
    for file in files:
        prefix, own, _ = file.path.rpartition(f"exercises/{file.exercise.folder}/")
        if own:
            return protected.changed(tree, grader, prefix, released)
    return protected.changed(tree, grader, released=released)


def _notes(
    files: Iterable[SubmittedFile], changed: tuple[str, ...], foreign: bool, source: str
) -> Iterator[str]:
    if source != "exercises":
        yield f"Graded: the files in {source}/, not those in exercises/."
    yield from (file.note for file in files if file.note)
    if protected.WORKFLOW in changed:
        yield _OTHER_WORKFLOW
    others = tuple(name for name in changed if name != protected.WORKFLOW)
    if others:
        yield messages.changed_files(others, foreign=foreign)


def _packed(path: str, names: Sequence[str], *, missing: bool) -> str:
    state = "is missing" if missing else "is as it was handed out"
    found = " or ".join(names)
    return f"{path} {state}, but the work may lie in {found}: hand in the four files themselves."
