"""What a submission may lie in: a folder, a zip, or whatever else answers for its files by name.

Nothing is followed or unpacked: a link or a folder in the place of a file is refused, and so is a
file too large to be an answer, before it is read. No name inside a zip ever becomes a path.
"""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from tinytorch.grading import messages
from tinytorch.grading.model import GradingError

#: The stubs have about 3 KiB; parsing 5 MB of literals would take gigabytes.
MAX_BYTES = 256 * 1024
MAX_ZIP_BYTES = 32 * 1024 * 1024  #: of a zip inside another
MAX_MEMBERS = 500_000  #: of a zip

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


class Zip:
    """The files of a zip.

    Raises
    ------
    GradingError
        It is none.
    """

    def __init__(self, file: Path | bytes) -> None:
        self._archive, self._members = _kept(file) if isinstance(file, Path) else _opened(file)

    def names(self) -> list[str]:
        """Return the names of the files."""
        return [name for name, info in self._members.items() if listed(name) and not info.is_dir()]

    def all_names(self) -> Iterable[str]:
        """Return the names of all members, hidden ones and folders, too."""
        return self._members

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a member."""
        info = self._members.get(name)
        if info is None:
            raise FileNotFoundError(name)
        mode = info.external_attr >> 16
        if info.is_dir() or (mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode)):
            raise Refused(messages.not_a_file(name))
        if info.file_size > limit:
            raise Refused(messages.large_file(name, info.file_size, limit))
        try:
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError  # others can ask for gigabytes in a few bytes
            with self._archive.open(info) as file:
                content = file.read(limit + 1)  # the size that a zip claims is no promise
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
            raise Refused(
                f"{name} is damaged or encrypted in its zip: make the zip anew, without a password."
            ) from None
        if len(content) > limit:
            raise Refused(messages.large_file(name, len(content), limit))
        return content


class Renamed:
    """Some files of a tree, under names of their own."""

    def __init__(self, tree: Tree, names: Mapping[str, str]) -> None:
        self._tree, self._names = tree, names

    def names(self) -> list[str]:
        """Return the names of the files."""
        return list(self._names)

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a file."""
        if name not in self._names:
            raise FileNotFoundError(name)
        return self._tree.read(self._names[name], limit)


class Below:
    """A folder of a tree."""

    def __init__(self, tree: Tree, prefix: str) -> None:
        self._tree, self._prefix = tree, prefix

    @cached_property
    def _names(self) -> list[str]:
        length = len(self._prefix)
        return [name[length:] for name in self._tree.names() if name.startswith(self._prefix)]

    def names(self) -> list[str]:
        """Return the names of the files."""
        return self._names

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of a file."""
        return self._tree.read(f"{self._prefix}{name}", limit)


def linked(place: Path) -> bool:
    """Return whether a file or folder is a link, of whatever kind, to another place."""
    try:
        return _is_link(place.lstat())
    except OSError:
        return False


def _is_link(status: os.stat_result) -> bool:
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION


def opened(path: Path) -> Tree:
    """Return the tree of a folder or a zip.

    Raises
    ------
    GradingError
        `path` is neither, or a link.
    """
    if path.is_file():
        return Zip(path)
    return Folder(path)


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


@lru_cache(maxsize=1)
def _kept(path: Path) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    try:
        return _members(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GradingError(_unreadable_zip(str(path), reason)) from None


def _opened(content: bytes) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    try:
        return _members(zipfile.ZipFile(io.BytesIO(content)))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(_unreadable_zip("The zip inside", str(error))) from None


def _members(archive: zipfile.ZipFile) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return a zip and its members by name; one that stands twice is the last of them."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise ValueError(f"it holds {len(infos):,} files, more than {MAX_MEMBERS:,}")
    codec = _codec(infos)
    return archive, {_name(info, codec).replace("\\", "/"): info for info in infos}


def _codec(infos: Iterable[zipfile.ZipInfo]) -> str:
    """Return how a zip spells names that say nothing of it: as the one that makes letters."""
    # Python reads these as cp437, which can be undone.
    names = {i.filename for i in infos if not _flagged(i) and not i.filename.isascii()}
    for codec in ("utf-8", "cp437", "cp850", "cp1252"):
        with_letters = True
        for name in names:
            try:
                text = unicodedata.normalize("NFC", name.encode("cp437").decode(codec))
            except UnicodeError:
                with_letters = False
                break
            with_letters = with_letters and all(c.isascii() or _is_letter(c, codec) for c in text)
        if with_letters:
            return codec
    return "cp437"


def _is_letter(character: str, codec: str) -> bool:
    # Only UTF-8 cannot be met by chance; of the others, these are for Latin letters.
    if codec == "utf-8":
        return True
    return unicodedata.name(character, "").startswith("LATIN ")


def _flagged(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & 0x800)


def _name(info: zipfile.ZipInfo, codec: str) -> str:
    name = info.filename
    if not _flagged(info) and not name.isascii():
        with suppress(UnicodeError):  # it stays as Python reads it
            name = name.encode("cp437").decode(codec)
    return unicodedata.normalize("NFC", name)


def _unreadable_zip(path: str, reason: str) -> str:
    return f"{path} cannot be read ({reason}): make the zip anew."


def _linked_file(path: str, link: str) -> str:
    where = "it is a link" if link == path else f"{link} is a link"
    return f"{path} is not read because {where}: replace the link by the file itself."
