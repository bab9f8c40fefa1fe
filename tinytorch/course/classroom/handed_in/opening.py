"""Opens what a student has handed in, as it was at the moment that counts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Commit, SubmissionFolder
from tinytorch.course.classroom.handed_in import bounded_git, clones
from tinytorch.course.classroom.handed_in.committed import Committed
from tinytorch.course.classroom.handed_in.tree_views import Below, Renamed
from tinytorch.grading.given import protected
from tinytorch.grading.given.trees import Folder, Refused, Tree, linked
from tinytorch.grading.given.zips import MAX_ZIP_BYTES, Zip
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.run.isolation.folders import OwnFolder

_LINKED = "it is a link to a place elsewhere"
_NO_TIME = "time unknown"


#: Of a clone's own files, those that hold its history; what it configures stays behind.
_HISTORY = ("HEAD", "packed-refs", "shallow", "objects/", "refs/")
_MAX_HISTORY = 200 * 1024 * 1024  #: bytes, of a clone inside a zip


_NONE = Commit()


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission that can be read."""

    tree: Tree
    commit: Commit = _NONE
    time: str = ""  #: when it was committed or handed in, ISO 8601; "" where nobody knows
    flags: tuple[str, ...] = ()


@contextmanager
def opened(place: SubmissionFolder) -> Iterator[Opened]:
    """Give a submission as it was at its moment.

    Raises
    ------
    NotInForce
        Nothing had been handed in by then.
    Unreadable, GradingError
        It cannot be read.
    """
    if linked(place.path):
        raise bounded_git.Unreadable(_LINKED)
    if not place.path.exists():
        raise bounded_git.Unreadable(f"{messages.quoted(place.path)} is not there")
    base: Tree = Zip(place.path) if place.path.is_file() else Folder(place.path)
    tree = _inside(base, place)
    if isinstance(base, Zip):
        with _unpacked(base, place.member or "") as clone:
            yield _at_its_moment(tree, clone, place)
    else:
        yield _at_its_moment(tree, _clone(place.path), place)


def _inside(base: Tree, place: SubmissionFolder) -> Tree:
    if place.files:
        return Renamed(base, dict(place.files))
    if not place.member:
        return base
    if place.member.endswith("/"):
        return Below(base, place.member)
    try:
        return Zip(base.read(place.member, MAX_ZIP_BYTES))
    except (Refused, OSError) as error:
        raise bounded_git.Unreadable(str(error)) from None


def _at_its_moment(tree: Tree, clone: Path | None, place: SubmissionFolder) -> Opened:
    when = place.when
    if clone is None:
        if when is None:
            return Opened(tree, time=place.time)
        if not place.time:
            if not when.lenient or when.tag is not None:
                raise bounded_git.Unreadable(messages.NOT_A_CLONE)
            return Opened(tree, flags=(_NO_TIME,))
        if when.bound and datetime.fromisoformat(place.time) > when.moment:
            raise clones.NotInForce(f"it was handed in later, on {place.time}")
        return Opened(tree, time=place.time)
    if when is None:
        return _as_it_lies(tree, clone)
    commit = clones.in_force(clone, when)
    committed = Committed(clone, commit, known())
    flags = [*clones.flags(clone, commit, when)]
    latest = clones.head(clone)
    if latest != Commit():
        reference = Committed(clone, latest, known())
        flags += [_uncommitted(name, graded=False) for name in _differing(tree, reference)]
    return Opened(committed, commit, commit.time, tuple(flags))


def _as_it_lies(tree: Tree, clone: Path) -> Opened:
    """Return a clone's working folder, or its commit where nothing is checked out."""
    commit = clones.head(clone)
    try:
        clones.check(clone)
        flags = [*clones.flags(clone, commit, None)]
        committed = Committed(clone, commit, known()) if commit != Commit() else None
    except bounded_git.Unreadable as error:
        if not tree.names():
            raise  # what was handed in lies in there, and nobody can tell what it is
        return Opened(tree, flags=(str(error),))
    if committed is not None:
        if not any(_lies(tree, name) for name in answers()):
            found = tree.names()
            if not found:
                return Opened(committed, commit, commit.time, tuple(flags))
        flags += [_uncommitted(name, graded=True) for name in _differing(tree, committed)]
    return Opened(tree, commit, commit.time, tuple(flags))


def _differing(tree: Tree, committed: Tree) -> list[str]:
    """Return the answers in a working folder that differ from those in a commit."""
    return [
        name
        for name in answers()
        if (here := _content(tree, name)) is not None and here != _content(committed, name)
    ]


def _content(tree: Tree, name: str) -> bytes | None:
    try:
        return tree.read(name).replace(b"\r\n", b"\n")
    except (Refused, OSError):
        return None


def _lies(tree: Tree, name: str) -> bool:
    try:
        tree.read(name)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (Refused, OSError):
        return True
    return True


@cache
def answers() -> tuple[str, ...]:
    """Return the names under which an answer may lie in a repository."""
    return tuple(
        name
        for exercise in EXERCISES
        for name in (exercise.path, exercise.file, f"{exercise.folder}/{exercise.file}")
    )


@cache
def known() -> tuple[str, ...]:
    """Return the files that a grade looks at."""
    return (*answers(), *protected.files(ROOT), "TEAM", "team.txt")


def _clone(folder: Path) -> Path | None:
    """Return the clone that a folder is, or that lies in it as the only thing."""
    for _ in range(4):
        if os.path.lexists(folder / ".git"):
            return folder
        with os.scandir(folder) as entries:
            inside = [e for e in entries if e.is_dir(follow_symlinks=False) and e.name[0] != "_"]
        if len(inside) != 1 or linked(folder / inside[0].name):
            return None
        folder = folder / inside[0].name
    return None


@contextmanager
def _unpacked(base: Zip, prefix: str) -> Iterator[Path | None]:
    """Give a folder with the history of a clone that lies in a zip; None where it has none."""
    heads = [n for n in base.all_names() if n.startswith(prefix) and n.endswith(".git/HEAD")]
    if not heads:
        yield None
        return
    root = min(heads, key=len).removesuffix("HEAD")
    with closing(OwnFolder()) as temporary:
        clone = temporary.path / "clone"
        git, left = clone / ".git", _MAX_HISTORY
        for name in ("objects", "refs"):
            (git / name).mkdir(parents=True)
        for name in base.all_names():
            own = name.removeprefix(root)
            if own == name or own.endswith("/") or not own.startswith(_HISTORY):
                continue
            if not all(part.strip(". ") and ":" not in part for part in own.split("/")):
                continue
            try:
                content = base.read(name, left)
            except (Refused, OSError) as error:
                reason = f"the history in its zip cannot be read ({error})"
                raise bounded_git.Unreadable(reason) from None
            left -= len(content)
            path = git / own
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield clone


def _uncommitted(name: str, *, graded: bool) -> str:
    return f"{name} has changes that are not committed ({'graded' if graded else 'not graded'})"
