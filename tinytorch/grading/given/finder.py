"""Finds the answers in a submission, wherever its author or a download has put them.

An answer is looked for in its own place first (``exercises/02_linear/linear.py``), then in that
place below other folders, then in its folder alone (``02_linear/linear.py``), then bare. A stub
that nobody has touched gives way to a file of the same name at the top of its repository, where an
upload in a browser puts it. What cannot be told is said, never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tinytorch.grading.given.todos import pristine
from tinytorch.grading.given.trees import Refused, Tree
from tinytorch.grading.model import EXERCISES, Exercise

#: Folders of the course that hold no answers of a student's.
_OURS = {"solutions", "tests", "tinytorch"}


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One exercise's file as it was handed in."""

    exercise: Exercise
    path: str  #: as messages name it, relative to the submission, with forward slashes
    source: bytes | None  #: None when it cannot be read
    problem: str | None = None  #: the sentence that says why, None when it was read
    note: str | None = None  #: what else there is to know about where it lies
    absent: bool = False  #: it was looked for everywhere, and nothing has its name
    lookalikes: tuple[str, ...] = ()  #: what may be it, where it is absent or lies in many places


class Finder:
    """Finds the files of one submission.

    Parameters
    ----------
    tree : Tree
    source : str
        The folder that the answers lie in, ``exercises`` or ``solutions``.
    everywhere : bool
        Whether to look anywhere; in a checkout that somebody works in, only beside and on top.
    """

    def __init__(self, tree: Tree, source: str, *, everywhere: bool) -> None:
        self._tree, self._source, self._everywhere = tree, source, everywhere

    def find(self, exercise: Exercise) -> SubmittedFile:
        """Return the file of an exercise."""
        own = f"{self._source}/{exercise.folder}/{exercise.file}"
        found = self._read(exercise, own) or self._elsewhere(exercise)
        if found is None:
            return self._absent(exercise, own)
        return self._beside(found) if self._source == "exercises" else found

    def _read(self, exercise: Exercise, path: str) -> SubmittedFile | None:
        try:
            return SubmittedFile(exercise, path, self._tree.read(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except Refused as refused:
            problem = str(refused)
        except OSError as error:
            problem = _unreadable_file(path, error.strerror or str(error))
        return SubmittedFile(exercise, path, None, problem)

    def _elsewhere(self, exercise: Exercise) -> SubmittedFile | None:
        """Return the file from the likeliest of other places."""
        ranked: dict[tuple[int, int], list[SubmittedFile]] = {}
        for path in self._names:
            *folders, name = path.split("/")
            if not _same(name, exercise.file) or _OURS & set(folders[:2]):
                continue
            if found := self._read(exercise, path):
                ranked.setdefault((_rank(folders, exercise), len(folders)), []).append(found)
        likeliest = ranked[min(ranked)] if ranked else []
        begun = [file for file in likeliest if not untouched(file)] or likeliest[:1]
        if len({file.source for file in begun}) > 1:
            paths = tuple(file.path for file in begun)
            problem = _several_files(exercise.file, paths)
            return SubmittedFile(exercise, begun[0].path, None, problem, lookalikes=paths)
        return begun[0] if begun else None

    @cached_property
    def _names(self) -> Sequence[str]:
        names = self._tree.names()
        return names if self._everywhere else [name for name in names if "/" not in name]

    def _beside(self, found: SubmittedFile) -> SubmittedFile:
        """Return the file at the top of the repository instead of a stub, or tell of it."""
        exercise = found.exercise
        prefix, own, _ = found.path.rpartition(f"exercises/{exercise.folder}/{exercise.file}")
        if not own or found.problem:
            return found
        for place in (exercise.file, f"{exercise.folder}/{exercise.file}"):
            other = self._read(exercise, f"{prefix}{place}")
            if other is None or other.source in (None, found.source) or untouched(other):
                continue
            if untouched(found):
                note = _graded_beside_stub(other.path, found.path)
                return SubmittedFile(exercise, other.path, other.source, note=note)
            note = _lies_twice(other.path, found.path)
            return SubmittedFile(exercise, found.path, found.source, note=note)
        return found

    def _absent(self, exercise: Exercise, own: str) -> SubmittedFile:
        bare = {each.file for each in EXERCISES} & set(self._tree.names())
        path = exercise.file if bare else own
        near = tuple(self._lookalikes(exercise, path))
        problem = _missing_file(path, near)
        return SubmittedFile(exercise, path, None, problem, absent=True, lookalikes=near)

    def _lookalikes(self, exercise: Exercise, path: str) -> list[str]:
        """Return files that may be a missing one: those in its folder, else those elsewhere."""
        folder = path.rpartition("/")[0]
        near, far = [], []
        for name in self._tree.names():
            place, _, last = name.rpartition("/")
            if _OURS & set(place.split("/")[:2]) or not _resembles(last, exercise):
                continue
            if place == folder:
                near.append(name)
            elif self._everywhere or (not place and last == exercise.file):
                far.append(name)
        return sorted(near or far)[:3]


def untouched(file: SubmittedFile) -> bool:
    """Return whether a file is the stub as it was handed out."""
    if file.source is None or b"TODO" not in file.source:
        return False
    return file.source.replace(b"\r\n", b"\n") == pristine(file.exercise).read_bytes()


def _rank(folders: Sequence[str], exercise: Exercise) -> int:
    """Return how unlikely a place is to be the one that is meant."""
    if folders[-2:] == ["exercises", exercise.folder]:
        return 0
    return 1 if folders[-1:] == [exercise.folder] else 2


def _same(name: str, file: str) -> bool:
    return unicodedata.normalize("NFC", name) == file


def _resembles(name: str, exercise: Exercise) -> bool:
    folded = name.casefold()
    if folded.startswith("test_"):
        return False
    return exercise.name in folded and folded.endswith((".py", ".txt", ".ipynb"))


def files_of(tree: Tree) -> Iterator[str]:
    """Give the names of a tree's files that are no part of the course, to tell what there is."""
    return (name for name in tree.names() if not _OURS & set(name.split("/")[:2]))


def _missing_file(path: str, lookalikes: Sequence[str]) -> str:
    if not lookalikes:
        return f"{path} is missing: put the file back at this place, with this name."
    folder, _, name = path.rpartition("/")
    found = lookalikes[0].rpartition("/")
    if found[2].endswith(".ipynb"):
        step = f"copy the code out of the notebook into {name}"
    elif found[0] == folder:
        step = f"rename {'it' if len(lookalikes) == 1 else 'the right one'} to {name}"
    else:
        step = f"move it to {folder or 'the top'}"
    return f"{path} is missing, but there is {' and '.join(lookalikes)}: {step}."


def _several_files(name: str, paths: Sequence[str]) -> str:
    return f"{name} lies in several places ({', '.join(paths)}): keep one of them."


def _graded_beside_stub(path: str, stub: str) -> str:
    return f"Graded: {path}, because {stub} is as it was handed out; put it there."


def _lies_twice(path: str, graded: str) -> str:
    return f"There is {path}, too, with other content; graded was {graded}."


def _unreadable_file(path: str, reason: str) -> str:
    return f"{path} cannot be read ({reason}): check the file and its permissions."
