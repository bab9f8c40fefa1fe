"""Finds the commit in force at a deadline, and reads its files, without trusting the clone.

A clone's own configuration can name programs that git runs: hooks, filters, monitors, helpers
that fetch what is missing. None of these has a part here: nothing is checked out, only commits,
trees and blobs are read, what the clone configures of this kind is overridden, and no protocol is
allowed. Commit dates are whatever a student's clock said.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Commit
from tinytorch.course.classroom.staging import Piece
from tinytorch.grading.given.submission import MAX_BYTES
from tinytorch.grading.model import GradingError

SECONDS = 10.0  #: for one call of git

_OVERRIDDEN = (
    f"core.hooksPath={os.devnull}", "core.fsmonitor=false", "core.pager=", "core.sshCommand=false",
    "credential.helper=", "protocol.allow=never", "gc.auto=0", "maintenance.auto=false",
    "safe.directory=*", "log.showSignature=false",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class NotInForce(Exception):
    """There is no such commit: nothing was handed in by then."""


class Unreadable(Exception):
    """The clone cannot be read."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, or a tag where there is one."""

    moment: datetime = datetime.max
    tag: str | None = None


def deadline(text: str) -> Deadline:
    """Return what ``--at`` names: a date ends with its day, a time without zone is local.

    Raises
    ------
    GradingError
        It is neither a date nor the name of a tag.
    """
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2026-11-30"):
            moment = datetime.combine(moment, time(23, 59, 59))
        return Deadline(moment=moment.astimezone())
    except ValueError:
        if text[:1].isdecimal() and text[:4].isdecimal() and text[4:5] == "-":
            raise GradingError(messages.bad_deadline(text)) from None  # a date, but of no calendar
    if not text or text.startswith("-") or set(text) & set(" ~^:?*[\\") or ".." in text:
        raise GradingError(messages.bad_deadline(text))
    return Deadline(tag=text)


def head(clone: Path) -> Commit:
    """Return the commit that is checked out; none where there is no telling."""
    try:
        _check(clone)
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
        The clone cannot be read.
    """
    _check(clone)
    if when.tag is not None:
        name, options, reason = f"refs/tags/{when.tag}", [], messages.no_tag(when.tag)
    else:
        # What was merged later was not in force, however early it was written.
        name, options = "HEAD", ["--first-parent", f"--before={int(when.moment.timestamp())}"]
        reason = messages.nothing_before(when.moment.isoformat(timespec="minutes"))
    found = _commit(clone, name, options)
    if found == Commit():
        raise NotInForce(reason)
    return found


def pieces(clone: Path, commit: Commit, names: Sequence[str]) -> dict[str, Piece]:
    """Return the files of these names in a commit.

    Raises
    ------
    Unreadable
        The clone cannot be read.
    """
    listing = _git(clone, "ls-tree", "-rlz", "--full-tree", commit.name, "--", *names)
    found: dict[str, Piece] = {}
    wanted: dict[str, bytes] = {}
    for line in filter(None, listing.split(b"\0")):
        described, _, name = line.partition(b"\t")
        mode, kind, blob, size = described.split()
        path = name.decode("utf-8", "replace")
        if kind != b"blob" or mode not in (b"100644", b"100755"):
            found[path] = Piece(regular=False)
        elif not size.isdigit():
            raise Unreadable(messages.MISSING_OBJECT)
        elif int(size) > MAX_BYTES:
            found[path] = Piece(size=int(size))
        else:
            wanted[path] = blob
    contents = _git(clone, "cat-file", "--batch", asked=b"\n".join([*wanted.values(), b""]))
    for path in wanted:
        described, _, contents = contents.partition(b"\n")
        blob, _, size = described.partition(b" blob ")
        if blob != wanted[path]:
            raise Unreadable(messages.MISSING_OBJECT)
        found[path] = Piece(contents[: int(size)])
        contents = contents[int(size) + 1 :]
    return found


def _commit(clone: Path, name: str, options: Sequence[str]) -> Commit:
    """Return the first commit that the options let pass, an empty one where there is none."""
    verified = _run(clone, ["rev-parse", "--quiet", "--verify", f"{name}^{{commit}}"], b"")
    if verified.returncode != 0:
        return Commit()
    form = ["--no-commit-header", "--format=%H %cI"]
    found = _git(clone, "rev-list", "-1", *form, *options, verified.stdout.decode().strip(), "--")
    if not found:
        return Commit()
    commit, _, written = found.decode("ascii", "replace").strip().partition(" ")
    return Commit(commit, written)


def _check(clone: Path) -> None:
    """Refuse a clone whose objects lie elsewhere: they would be somebody else's."""
    git = clone / ".git"
    if not os.path.lexists(git):
        raise Unreadable(messages.NOT_A_CLONE)
    elsewhere = (git / "commondir", git / "objects/info/alternates", git / "gitdir")
    if git.is_symlink() or not git.is_dir() or any(map(os.path.lexists, elsewhere)):
        raise Unreadable(messages.BORROWED)


def _git(clone: Path, *arguments: str, asked: bytes = b"") -> bytes:
    """Return what git answers."""
    done = _run(clone, arguments, asked)
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreadable(messages.git_failed(reason[-1] if reason else f"exit {done.returncode}"))
    return done.stdout


def _run(clone: Path, arguments: Sequence[str], asked: bytes) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    configured = [part for setting in _OVERRIDDEN for part in ("-c", setting)]
    command = ["git", "--no-optional-locks", "--no-pager", f"--git-dir={clone / '.git'}"]
    try:
        return subprocess.run(
            [*command, *configured, *arguments],
            input=asked,
            capture_output=True,
            env={**kept, **_ENVIRONMENT},
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise GradingError(messages.NO_GIT) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreadable(messages.git_failed(type(error).__name__)) from None
