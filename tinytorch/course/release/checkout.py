"""Reads a commit: its files as they were committed, and when that was.

What is released comes from the commit and never from the folder, so that the same commit gives
the same bytes on every machine.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tinytorch.grading.model import GradingError


@dataclass(frozen=True, slots=True)
class File:
    """The content of a file, and whether it may be run."""

    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """What was committed."""

    name: str  #: the hash, in full
    when: datetime  #: the committer's date, in UTC
    files: dict[str, File]  #: by path, relative, with forward slashes


def read(root: Path, *, allow_dirty: bool = False) -> Commit:
    """Read the commit that is checked out.

    Parameters
    ----------
    root : Path
        The checkout.
    allow_dirty : bool
        Whether changes that are not committed, and so not released, are to be passed over.

    Raises
    ------
    GradingError
        There is no commit to read, or the checkout has changes that it lacks.
    """
    changed = _git(root, "status", "--porcelain").decode("utf-8", "replace").splitlines()
    if changed and not allow_dirty:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise GradingError(
            f"The checkout differs from its commit ({changed[0][3:]}{more}): commit first, "
            "or release the commit without these changes with --allow-dirty."
        )
    name, seconds = _git(root, "log", "-1", "--format=%H %ct").decode("ascii").split()
    when = datetime.fromtimestamp(int(seconds), UTC)
    # A checkout may have other line endings than the commit; the archive of it must not.
    archive = _git(root, "-c", "core.autocrlf=false", "-c", "core.eol=lf", "archive", name)
    return Commit(name, when, dict(sorted(_files(archive).items())))


def _files(archive: bytes) -> dict[str, File]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        return {
            member.name: File(content.read(), bool(member.mode & 0o100))
            for member in members
            if (content := members.extractfile(member)) is not None
        }


def _git(root: Path, *arguments: str) -> bytes:
    try:
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise GradingError("A release is made with git: install it, and try again.") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GradingError(
            f"Git cannot read the commit of {root} ({reason}): make the release in a clone."
        ) from None
