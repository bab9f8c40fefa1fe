"""What a submission may lie in: a folder, or whatever else answers for its files by name.

Nothing is followed: a link or a folder in the place of a file is refused, and so is a file too
large to be an answer, before it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from tinytorch.grading import messages

#: The stubs have about 3 KiB; parsing 5 MB of literals would take gigabytes.
MAX_BYTES = 256 * 1024

#: How much of a folder is looked through for files in other places.
_MAX_ENTRIES, _MAX_DEPTH = 5000, 6

#: Folders that hold no answers: what tools and systems leave, hidden ones beside.
_NOISE = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env", "build"}

#: Windows follows a junction as if it were a folder; `lstat` marks it with this tag.
_JUNCTION = 0xA0000003


class Refused(Exception):
    """Something stands in the place of a file that is not to be read; the message says what."""


class Tree(Protocol):
    """Files by name, relative and with forward slashes."""

    def names(self) -> Sequence[str]:
        """Return the names of the files, hidden ones left out; of very many only some."""

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        FileNotFoundError
            There is none of this name.
        Refused, OSError
            It is not to be read, or cannot be.
        """


class Folder:
    """The files below a folder, reached without following a link."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        """Return the names of the files, nearest first."""
        return list(self._names())

    def _names(self) -> Iterator[str]:
        folders, seen = [("", self.root)], 0
        while folders:
            prefix, folder = folders.pop(0)
            for entry in _scanned(folder):
                seen += 1
                if seen > _MAX_ENTRIES:
                    return
                name = f"{prefix}{entry.name}"
                if entry.is_file(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        yield name
                elif (
                    _worth(entry.name)
                    and entry.is_dir(follow_symlinks=False)
                    and not linked(folder / entry.name)
                    and prefix.count("/") < _MAX_DEPTH
                ):
                    folders.append((f"{name}/", folder / entry.name))

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a regular file that is reached without following a link."""
        place = self.root
        for part in name.split("/"):
            place /= part
            status = place.lstat()
            if _is_link(status):
                link = place.relative_to(self.root).as_posix()
                raise Refused(_linked_file(name, link))
        if not stat.S_ISREG(status.st_mode):
            raise Refused(messages.not_a_file(name))
        # The flags hold the promise should the file be exchanged between the look and the opening.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(place, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            opened = os.fstat(descriptor)
            if not stat.S_ISREG(opened.st_mode):
                raise Refused(messages.not_a_file(name))
            source = file.read(limit + 1) if opened.st_size <= limit else None
        if source is None or len(source) > limit:
            raise Refused(messages.large_file(name, opened.st_size, limit))
        return source


def linked(place: Path) -> bool:
    """Return whether a file or folder is a link, of whatever kind, to another place."""
    try:
        return _is_link(place.lstat())
    except OSError:
        return False


def _is_link(status: os.stat_result) -> bool:
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)[:_MAX_ENTRIES]
    except OSError:
        return []


def _worth(folder: str) -> bool:
    return not folder.startswith(".") and folder not in _NOISE


def listed(name: str) -> bool:
    """Return whether a name is one that answers may have, and no hidden or foreign place."""
    *folders, last = name.split("/")
    return not last.startswith(".") and all(map(_worth, folders)) and "" not in folders


def _linked_file(path: str, link: str) -> str:
    where = "it is a link" if link == path else f"{link} is a link"
    return f"{path} is not read because {where}: replace the link by the file itself."
