"""Finds the submissions: a folder of clones, a zip of folders, or a CSV of name and path."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from tinytorch.course.classroom import archive, csv_files, messages
from tinytorch.course.classroom.class_data import Entry, Student, SubmissionFolder
from tinytorch.course.classroom.roster import match
from tinytorch.course.classroom.staging import SIGNS
from tinytorch.grading.model import GradingError

_NAMES, _PATHS = ("name", "identifier", "student"), ("path", "folder", "submission")


def find(path: Path, students: Iterable[Student]) -> list[Entry]:
    """Return an entry for each student and for each submission of nobody's.

    Raises
    ------
    GradingError
        `path` holds nothing that could be a class.
    """
    try:
        if path.is_dir():
            found = _in_folder(path)
        elif path.suffix.casefold() == ".csv":
            found = _in_list(path)
        else:
            found = archive.students(path)
    except OSError as error:
        raise GradingError(messages.unreadable(path, error.strerror or str(error))) from None
    if not found:
        raise GradingError(messages.nobody(path))
    return match(students, found)


def _in_folder(path: Path) -> dict[str, SubmissionFolder]:
    if _is_submission(path):
        raise GradingError(messages.one_submission(path))
    folders = _folders(path)
    if len(folders) == 1 and not _is_submission(folders[0]) and _folders(folders[0]):
        folders = _folders(folders[0])  # what downloads leave has a folder around it
    return {folder.name: SubmissionFolder(_inner(folder)) for folder in folders}


def _inner(folder: Path) -> Path:
    """Return the submission inside a folder that holds nothing else."""
    inside = _folders(folder)
    return inside[0] if not _is_submission(folder) and len(inside) == 1 else folder


def _is_submission(folder: Path) -> bool:
    return any(os.path.lexists(folder / sign) for sign in SIGNS)


def _folders(path: Path) -> list[Path]:
    try:
        with os.scandir(path) as entries:
            names = [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return []  # its own entry will say why it cannot be read
    hidden = (".", "__MACOSX")
    return [path / name for name in sorted(names) if not name.startswith(hidden)]


def _in_list(path: Path) -> dict[str, SubmissionFolder]:
    rows = csv_files.read(path)
    columns = list(rows[0]) if rows else []
    name, place = csv_files.column(columns, _NAMES), csv_files.column(columns, _PATHS)
    if name is None or place is None:
        raise GradingError(messages.no_columns(path, (f"{_NAMES[0]} and {_PATHS[0]}",)))
    found: dict[str, SubmissionFolder] = {}
    for line, row in csv_files.numbered(rows):
        if row[name] in found:
            raise GradingError(messages.twice(path, line, row[name]))
        if row[name]:
            found[row[name]] = SubmissionFolder(path.parent / row[place])
    return found
