"""Reads submissions out of a zip without unpacking it.

No name inside the zip ever becomes a path: a student's folder is asked for the few files that the
grader knows by name, and of each no more is read than an answer may have.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import SubmissionFolder
from tinytorch.course.classroom.staging import SIGNS, Piece
from tinytorch.grading.given.submission import MAX_BYTES
from tinytorch.grading.model import GradingError

MAX_FILES = 500_000


@lru_cache(maxsize=1)
def _open(path: Path) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return a zip and its members by name; one that stands twice is the last of them."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise GradingError(messages.unreadable(path, str(error))) from None
    count = len(archive.infolist())
    if count > MAX_FILES:
        raise GradingError(messages.large_zip(path, count, MAX_FILES))
    return archive, {info.filename.replace("\\", "/"): info for info in archive.infolist()}


def students(path: Path) -> dict[str, SubmissionFolder]:
    """Return the folders of a zip that are students', by name."""
    _, members = _open(path)
    parts = [tuple(name.split("/")) for name in members if not name.startswith("__MACOSX")]
    prefix: tuple[str, ...] = ()
    tops = {part[0] for part in parts}
    if len(tops) == 1 and not SIGNS & {part[1] for part in parts if len(part) > 1}:
        prefix = (*tops,)  # what downloads leave has a folder around it
    depth = len(prefix)
    names = {part[depth] for part in parts if len(part) > depth + 1}
    if SIGNS & names:
        raise GradingError(messages.one_submission(path))
    return {
        name: SubmissionFolder(path, "".join(f"{part}/" for part in (*prefix, name)))
        for name in sorted(names - {"", ".", ".."})
    }


def read(place: SubmissionFolder, name: str) -> Piece | None:
    """Return a file of a student's folder."""
    archive, members = _open(place.path)
    info = members.get(f"{place.member}{name}")
    if info is None:
        return None
    mode = info.external_attr >> 16
    if info.is_dir() or (mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode)):
        return Piece(regular=False)
    if info.file_size > MAX_BYTES:
        return Piece(size=info.file_size)
    try:
        with archive.open(info) as file:
            # The size that a zip claims is no promise.
            return Piece(file.read(MAX_BYTES + 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return Piece(regular=False)  # damaged, or encrypted
