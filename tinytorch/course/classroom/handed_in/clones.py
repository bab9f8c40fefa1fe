"""Finds the commit in force at a moment, without trusting the clone; `committed` has its files.

A clone's own configuration can name programs that git runs: hooks, filters, monitors, helpers
that fetch what is missing. None of these has a part here: nothing is checked out, only commits,
trees and blobs are read, each answer of git's is bounded, what the clone configures of this kind is
overridden, and no protocol is allowed. History and dates are those in the commits themselves, whose
names are checksums of them: graphs, grafts, shallow marks and replacements beside them decide
nothing. A date is whatever a student's clock said. No link inside ``.git`` is followed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Commit, Deadline
from tinytorch.course.classroom.handed_in import bounded_git
from tinytorch.course.classroom.handed_in.bounded_git import Unreadable
from tinytorch.grading.given.trees import linked
from tinytorch.grading.model import GradingError

_BORROWED = "its .git refers to files elsewhere; clone it anew"
_NO_COMMIT = "the clone holds no commit"
_HISTORY_CUT = "the history is cut off"
_CUT_OFF = "its history is cut off after that moment; clone it anew, without --depth"

MAX_REFS = 200
MAX_FILES = 100_000  #: inside .git


class NotInForce(Exception):
    """There is no such commit: nothing was handed in by then."""


def check(clone: Path) -> None:
    """Refuse a clone whose objects lie elsewhere: they would be somebody else's.

    Raises
    ------
    Unreadable
        It is one.
    """
    git = clone / ".git"
    if not os.path.lexists(git):
        raise Unreadable(messages.NOT_A_CLONE)
    elsewhere = (git / "commondir", git / "objects/info/alternates", git / "gitdir")
    if linked(git) or not git.is_dir() or any(map(os.path.lexists, elsewhere)):
        raise Unreadable(_BORROWED)
    folders, count = [git], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                count += 1
                if count > MAX_FILES:
                    raise Unreadable(f"its .git holds more than {MAX_FILES:,} files; clone it anew")
                if entry.name == "hooks":
                    continue  # nothing there is looked at
                if linked(Path(entry.path)):
                    raise Unreadable(_BORROWED)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif not entry.is_file(follow_symlinks=False):
                    odd = f"its .git holds {messages.quoted(entry.name)}, not a regular file"
                    raise Unreadable(f"{odd}; clone it anew")


def head(clone: Path) -> Commit:
    """Return the commit that is checked out; an empty one where there is none, or no telling."""
    try:
        check(clone)
        return _commit(clone, "HEAD", [])
    except (Unreadable, GradingError):
        return Commit()


def in_force(clone: Path, when: Deadline) -> Commit:
    """Return the commit that a tag names, or the last one of the branch before a moment.

    Raises
    ------
    NotInForce
        There is none.
    Unreadable
        The clone cannot be read, or its history does not reach so far back.
    """
    check(clone)
    # What was merged later was not in force, however early it was written.
    options = ["--first-parent", f"--before={int(when.moment.timestamp())}"] if when.bound else []
    if when.tag is not None:
        return _tagged(clone, when, options)
    found = _commit(clone, "HEAD", options)
    if found == Commit():
        if _commit(clone, "HEAD", []) == Commit():
            raise NotInForce(_NO_COMMIT)
        if _cut_off(clone):
            raise Unreadable(_CUT_OFF)
        moment = when.moment.isoformat(timespec="minutes")
        raise NotInForce(f"there is no commit before {moment}")
    return found


def _tagged(clone: Path, when: Deadline, options: Sequence[str]) -> Commit:
    """Return the newest commit that a tag of this name, or of this pattern, marks."""
    assert when.tag is not None
    found = []
    for _, _, reference in _refs(clone, f"refs/tags/{when.tag}"):
        tagged, allowed = _commit(clone, reference, []), _commit(clone, reference, options)
        if tagged == allowed != Commit():  # set before the moment
            found.append(tagged)
    if not found:
        branch = any(name.endswith(f"/{when.tag}") for _, _, name in _refs(clone, *_BRANCHES))
        raise NotInForce(_no_tag(when.tag, branch=branch))
    return max(found, key=lambda commit: datetime.fromisoformat(commit.time))


_BRANCHES = ("refs/heads", "refs/remotes")


def flags(clone: Path, commit: Commit, when: Deadline | None) -> Iterator[str]:
    """Say what else a clone holds that its author may have meant to hand in."""
    if commit == Commit():
        yield _NO_COMMIT
    if _cut_off(clone):
        yield _HISTORY_CUT
    written = datetime.fromisoformat(commit.time).timestamp() if commit.time else 0.0
    until = when.moment.timestamp() if when is not None and when.bound else float("inf")
    newer = [ref for ref in _refs(clone, *_BRANCHES) if written < ref[0] <= until]
    for _, name, reference in sorted(newer, reverse=True)[:5]:
        if reference.endswith("/HEAD") or name == commit.name:
            continue
        known = commit.name and bounded_git.run(
            clone, ["merge-base", "--is-ancestor", name, commit.name], b"", bounded_git.MAX_ANSWER
        )
        if not known or known[0] != 0:
            yield _newer_commits(reference.removeprefix("refs/").partition("/")[2])
            return


def _refs(clone: Path, *patterns: str) -> list[tuple[float, str, str]]:
    """Return time, commit and full name of references."""
    form = "%(committerdate:unix)%(*committerdate:unix) %(objectname) %(refname)"
    answer = bounded_git.ask(
        clone, "for-each-ref", f"--count={MAX_REFS}", f"--format={form}", *patterns, whole=False
    )
    lines = [line.split(" ", 2) for line in answer.decode("utf-8", "replace").splitlines()]
    return [(float(line[0] or 0), line[1], line[2]) for line in lines if len(line) == 3]


def _cut_off(clone: Path) -> bool:
    return os.path.lexists(clone / ".git/shallow")


def _commit(clone: Path, name: str, options: Sequence[str]) -> Commit:
    """Return the first commit that the options let pass, an empty one where there is none."""
    asked = ["rev-parse", "--quiet", "--verify", f"{name}^{{commit}}"]
    code, verified, reason = bounded_git.run(clone, asked, b"", bounded_git.MAX_ANSWER)
    if code not in (0, 1):  # 1 says that there is none
        raise bounded_git.refused(reason or f"exit {code}")
    if code == 1:
        return Commit()
    form = ["--no-commit-header", "--format=%H %cI"]
    walk = ["rev-list", "-1", *form, *(options or ["--no-walk"]), verified.decode().strip(), "--"]
    try:
        # A mark says where a history was cut off; where it goes on nevertheless, so does the walk.
        found = bounded_git.ask(clone, "--shallow-file", "", *walk)
    except Unreadable:
        if not _cut_off(clone):
            raise
        found = bounded_git.ask(clone, *walk)
    if not found:
        return Commit()
    commit, _, written = found.decode("ascii", "replace").strip().partition(" ")
    return Commit(commit, written)


def _no_tag(name: str, *, branch: bool = False) -> str:
    but = ", but a branch of this name" if branch else ""
    return f"there is no tag {messages.quoted(name)}{but}"


def _newer_commits(branch: str) -> str:
    return f"newer commits on the branch {messages.quoted(branch)}"
