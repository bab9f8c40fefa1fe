"""The files of a zip, by name: nothing is unpacked, and no name inside ever becomes a path."""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from tinytorch.grading import messages
from tinytorch.grading.given.trees import MAX_BYTES, Refused, listed
from tinytorch.grading.model import GradingError

MAX_ZIP_BYTES = 32 * 1024 * 1024  #: of a zip inside another
MAX_MEMBERS = 500_000  #: of a zip


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
        return [name for name, info in self._members.items() if listed(name) and not info.is_dir()]

    def all_names(self) -> Iterable[str]:
        """Return the names of all members, hidden ones and folders, too."""
        return self._members

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
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
        with suppress(UnicodeError):
            spelt = "\n".join(name.encode("cp437").decode(codec) for name in names)
            letters = unicodedata.normalize("NFC", spelt)
            # Only UTF-8 cannot be met by chance; the others are for Latin letters.
            if codec == "utf-8" or all(c.isascii() or _is_latin(c) for c in letters):
                return codec
    return "cp437"


def _is_latin(character: str) -> bool:
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
