"""Finds the submissions of a class in whatever a service, a mailbox or a disk has made of them.

That is a folder or a zip of folders, clones, zips, or flat files named by an LMS, with or without
folders around them, or a CSV of name and path. Which files a submission consists of is found later,
by the same finder for all (`given.finder`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from tinytorch.course.classroom import csv_files, messages
from tinytorch.course.classroom.class_data import Entry, Found, Student, SubmissionFolder
from tinytorch.course.classroom.handed_in import upload_times
from tinytorch.course.classroom.handed_in.levels import folder_level, zip_level
from tinytorch.course.classroom.handed_in.roster import match, matching
from tinytorch.course.classroom.handed_in.services import submissions
from tinytorch.grading import messages as sentences
from tinytorch.grading.given.trees import linked
from tinytorch.grading.model import GradingError

DEPTH = 3  #: folders around a class

_NAMES, _PATHS = ("name", "identifier", "student"), ("path", "folder", "submission")
_TIMES = ("time", "submitted", "submitted at")


def find(path: Path, students: Iterable[Student]) -> list[Entry]:
    """Return an entry for each student and for each submission of nobody's.

    Raises
    ------
    GradingError
        `path` holds nothing that could be a class, or nobody of the class list.
    """
    students = list(students)
    try:
        found = _in_list(path) if path.suffix.casefold() == ".csv" else _found(path, students)
    except OSError as error:
        raise GradingError(messages.unreadable(path, error.strerror or str(error))) from None
    if not found:
        raise GradingError(
            f"{messages.quoted(path)} holds no submission: expected a folder, or an entry, for "
            "each student."
        )
    if students and not matching(students, found):
        called = messages.some(list(found))
        listed = messages.some([student.identifier for student in students])
        raise GradingError(
            f"None of the {len(found)} submissions in {messages.quoted(path)} is that of a student "
            f"on the list: they are called {called}, the students {listed}."
        )
    return match(students, found)


def _found(path: Path, students: Sequence[Student]) -> dict[str, Found]:
    if not path.is_dir() and not path.is_file():
        raise FileNotFoundError(2, "No such file or directory", str(path))
    level = folder_level(path) if path.is_dir() else zip_level(path, "")
    if level.signs:
        raise GradingError(
            f"{messages.quoted(path)} is one submission, not a folder of them: name the folder "
            f"above it, or grade it alone with {sentences.nox('grade -- --submission')}."
        )
    first: dict[str, Found] = {}
    for _ in range(DEPTH):
        found = dict(submissions(level))
        first = first or found
        if found and matching(students, found):
            return found
        if len(level.folders) != 1 or len(found) > 1:
            break
        if level.prefix is None and linked(level.path / level.folders[0]):
            break
        inner = level.below(level.folders[0])
        if inner.signs:
            break  # what downloads leave has a folder around it, and this one is a student's
        if len(dict(submissions(inner))) > 1:
            first = {}
        level = inner
    return first


def _in_list(path: Path) -> dict[str, Found]:
    rows = csv_files.read(path)
    columns = list(rows[0][1])
    name, place = csv_files.column(columns, _NAMES), csv_files.column(columns, _PATHS)
    time = csv_files.column(columns, _TIMES)
    if name is None or place is None:
        wanted = f"{messages.quoted(_NAMES[0])} and {messages.quoted(_PATHS[0])}"
        raise GradingError(messages.no_columns(path, wanted))
    found: dict[str, Found] = {}
    for line, row in rows:
        if row[name] in found:
            raise GradingError(messages.twice(path, line, row[name]))
        if not row[place] or not row[name]:
            raise GradingError(
                f"{messages.quoted(path)}, line {line}: each line needs a name and a path; "
                "take it out, or complete it."
            )
        where = Path(PurePosixPath(row[place].replace("\\", "/")))
        told = row[time] if time else ""
        moment = upload_times.parse(told) if told else None
        if told and moment is None:
            listed = f" in {messages.quoted(path)}, line {line},"
            raise GradingError(messages.unknown_time(row[name], told, listed))
        handed_in = moment.isoformat() if moment else ""
        found[row[name]] = Found(SubmissionFolder(path.parent / where, time=handed_in))
    return found
