"""What lies beside each other in a folder, or in a folder of a zip."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from tinytorch.course.classroom.class_data import SubmissionFolder
from tinytorch.grading.given.zips import Zip
from tinytorch.grading.model import EXERCISES

#: What makes a folder somebody's submission.
SIGNS = frozenset(
    {"exercises", ".git", *(e.file for e in EXERCISES), *(e.folder for e in EXERCISES)}
)


@dataclass
class Level:
    """What lies beside each other in a folder or a zip."""

    path: Path
    prefix: str | None = None  #: inside a zip
    folders: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    signs: frozenset[str] = frozenset()

    def place(self, name: str, *, folder: bool) -> SubmissionFolder:
        """Return where something of this level lies."""
        if self.prefix is None:
            return SubmissionFolder(self.path / name)
        return SubmissionFolder(self.path, f"{self.prefix}{name}{'/' if folder else ''}")

    def below(self, name: str) -> Level:
        """Return the level of a folder."""
        if self.prefix is None:
            return folder_level(self.path / name)
        return zip_level(self.path, f"{self.prefix}{name}/")


def folder_level(path: Path) -> Level:
    """Return what lies in a folder."""
    level = Level(path)
    signs = set()
    try:
        with os.scandir(path) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name in SIGNS:
                    signs.add(entry.name)
                if entry.name.startswith((".", "__MACOSX")):
                    continue
                # A link to a folder is somebody's, and is refused as what it is.
                (level.folders if entry.is_dir() else level.files).append(entry.name)
    except PermissionError:
        return level  # its own entry will say why it cannot be read
    level.signs = frozenset(signs)
    return level


def zip_level(path: Path, prefix: str) -> Level:
    """Return what lies in a folder of a zip."""
    names = [n for n in Zip(path).all_names() if n.startswith(prefix)]
    parts = [n[len(prefix) :].split("/") for n in names if not n.startswith("__MACOSX")]
    folders = {each[0] for each in parts if len(each) > 1} - {"", ".", ".."}
    files = {each[0] for each in parts if len(each) == 1} - {""}
    shown = sorted(name for name in folders if not name.startswith("."))
    return Level(path, prefix, shown, sorted(files), frozenset(SIGNS & (folders | files)))
