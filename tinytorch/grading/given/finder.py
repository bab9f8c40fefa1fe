"""Finds the answers in a submission, wherever its author or a download has put them.

An answer is looked for in its own place first (``exercises/02_linear/linear.py``), then in that
place below other folders, then in its folder alone (``02_linear/linear.py``), then bare. A stub
that nobody has touched gives way to a file of the same name at the top of its repository, where an
upload in a browser puts it, or, in what somebody has handed in, wherever the only one lies. What
cannot be told is said, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from tinytorch.grading.given.todos import pristine
from tinytorch.grading.given.trees import Refused, Tree
from tinytorch.grading.model import EXERCISES, Exercise

#: Folders of the course that hold no answers of a student's.
_OURS = {"solutions", "tests", "tinytorch"}

_LOOKED_AT = 30  #: files that may be an answer; nobody has more of them in good faith

#: How files end that may hold an answer under another name.
_WRITTEN = (".py", ".txt", ".ipynb", ".html", ".md")


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One exercise's file as it was handed in."""

    exercise: Exercise
    path: str  #: as messages name it, relative to the submission, with forward slashes
    source: bytes | None  #: None when it cannot be read
    problem: str | None = None  #: the sentence that says why, None when it was read
    note: str | None = None  #: what else there is to know about where it lies
    absent: bool = False  #: it was looked for everywhere, and nothing has its name
    lookalikes: tuple[str, ...] = ()  #: what may be it, where that cannot be told

    @property
    def open(self) -> bool:
        """Whether nothing is there that somebody has written."""
        return self.absent or untouched(self)


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
            reason = error.strerror or str(error)
            problem = f"{path} cannot be read ({reason}): check the file and its permissions."
        return SubmittedFile(exercise, path, None, problem)

    def _elsewhere(self, exercise: Exercise) -> SubmittedFile | None:
        """Return the file from the likeliest of other places."""
        ranked: dict[tuple[int, int], list[SubmittedFile]] = {}
        for found in self._namesakes(exercise):
            folders = found.path.split("/")[:-1]
            ranked.setdefault((_rank(folders, exercise), len(folders)), []).append(found)
        likeliest = ranked[min(ranked)] if ranked else []
        return _only([file for file in likeliest if not untouched(file)] or likeliest[:1])

    def _namesakes(self, exercise: Exercise) -> Iterator[SubmittedFile]:
        """Give what has the name of the exercise's file, wherever it lies."""
        named = (
            path
            for path in self._names
            if _same(path.rpartition("/")[2], exercise.file) and not _ours(path)
        )
        for path in islice(named, _LOOKED_AT):
            if found := self._read(exercise, path):
                yield found

    @cached_property
    def _names(self) -> Sequence[str]:
        names = self._tree.names()
        return names if self._everywhere else [name for name in names if "/" not in name]

    def _beside(self, found: SubmittedFile) -> SubmittedFile:
        """Return the file at the top of the repository instead of a stub, or tell of it."""
        exercise = found.exercise
        prefix, own, _ = found.path.rpartition(f"exercises/{exercise.folder}/{exercise.file}")
        places = (exercise.file, f"{exercise.folder}/{exercise.file}") if own else ()
        for place in places if not found.problem else ():
            other = self._read(exercise, f"{prefix}{place}")
            if other is None or other.source in (None, found.source) or untouched(other):
                continue
            if untouched(found):
                return _instead(other, found)
            note = f"There is {other.path}, too, with other content; graded was {found.path}."
            return SubmittedFile(exercise, found.path, found.source, note=note)
        return self._anywhere(found) if self._everywhere and untouched(found) else found

    def _anywhere(self, stub: SubmittedFile) -> SubmittedFile:
        """Return what somebody has written instead of a stub, or tell of what may be it."""
        exercise = stub.exercise
        begun = [file for file in self._namesakes(exercise) if file.source and not untouched(file)]
        if other := _only(begun):
            return other if other.problem else _instead(other, stub)
        near = tuple(self._lookalikes(exercise, stub.path))
        note = (
            f"{stub.path} is as it was handed out, but there is {' and '.join(near)}: put what you "
            "have written into the file at its place."
        )
        return replace(stub, note=note if near else None, lookalikes=near)

    def _absent(self, exercise: Exercise, own: str) -> SubmittedFile:
        bare = {each.file for each in EXERCISES} & set(self._tree.names())
        path = exercise.file if bare else own
        near = tuple(self._lookalikes(exercise, path))
        problem = _missing_file(path, near, exercise)
        return SubmittedFile(exercise, path, None, problem, absent=True, lookalikes=near)

    def _lookalikes(self, exercise: Exercise, path: str) -> list[str]:
        """Return what may be an answer: files of its folder by name, others by name, or by text."""
        folder = path.rpartition("/")[0]
        near, far, others = [], [], []
        for name in self._tree.names():
            place, _, last = name.rpartition("/")
            namesake = _same(last, exercise.file)
            if _ours(name) or (namesake and self._everywhere):
                continue  # all that bear the very name have been looked at
            if not _resembles(last, exercise):
                others.append(name)
            elif place == folder:
                near.append(name)
            elif self._everywhere or (namesake and not place):
                far.append(name)
        if not (near or far) and self._everywhere:
            written = (name for name in others if _written(name.rpartition("/")[2].casefold()))
            far = [name for name in islice(written, _LOOKED_AT) if self._defines(name, exercise)]
        return sorted(near or far)[:3]

    def _defines(self, name: str, exercise: Exercise) -> bool:
        """Return whether a file holds the class of an exercise."""
        with suppress(Refused, OSError):
            # Moodle's online text is HTML.
            wanted = rf"\bclass(?:\s|&nbsp;)+{exercise.class_name}\b"
            return re.search(wanted.encode("ascii"), self._tree.read(name)) is not None
        return False


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


def _only(files: Sequence[SubmittedFile]) -> SubmittedFile | None:
    """Return the one that some files are; of several, one that says that nobody can tell."""
    if len({file.source for file in files}) < 2:
        return files[0] if files else None
    paths = tuple(file.path for file in files)
    exercise = files[0].exercise
    problem = f"{exercise.file} lies in several places ({', '.join(paths)}): keep one of them."
    return SubmittedFile(exercise, paths[0], None, problem, lookalikes=paths)


def _instead(other: SubmittedFile, stub: SubmittedFile) -> SubmittedFile:
    """Return a file that is graded in the place of a stub that nobody has touched."""
    note = f"Graded: {other.path}, because {stub.path} is as it was handed out; put it there."
    return replace(other, note=note)


def _same(name: str, file: str) -> bool:
    return unicodedata.normalize("NFC", name) == file


def _resembles(name: str, exercise: Exercise) -> bool:
    folded = name.casefold()
    return exercise.name in folded and _written(folded)


def _written(name: str) -> bool:
    """Return whether an answer may have this name, and neither a test nor a chapter has."""
    return name.endswith(_WRITTEN) and not name.startswith(("test_", "readme."))


def files_of(tree: Tree) -> Iterator[str]:
    """Give the names of a tree's files that are no part of the course, to tell what there is."""
    return (name for name in tree.names() if not _ours(name))


def _ours(name: str) -> bool:
    """Return whether a file lies in a folder of the course's that holds no answers."""
    return bool(_OURS & set(name.split("/")[:-1][:2]))


def _missing_file(path: str, lookalikes: Sequence[str], exercise: Exercise) -> str:
    if not lookalikes:
        return f"{path} is missing: put the file back at this place, with this name."
    folder, _, name = path.rpartition("/")
    place, _, found = lookalikes[0].rpartition("/")
    if found.endswith(".ipynb"):
        step = f"copy the code out of the notebook into {name}"
    elif not _resembles(found, exercise):
        step = f"put its class {exercise.class_name} into {name}"
    elif place == folder:
        step = f"rename {'it' if len(lookalikes) == 1 else 'the right one'} to {name}"
    else:
        step = f"move it to {path if found != name else folder or 'the top'}"
    return f"{path} is missing, but there is {' and '.join(lookalikes)}: {step}."
