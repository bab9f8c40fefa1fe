"""Reads the class list, whoever wrote it, and matches what was handed in with it.

Known are the rosters of GitHub Classroom and Classroom 50, the gradebook that Canvas exports, the
participants of Moodle, and any CSV with a column ``identifier``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tinytorch.course.classroom import csv_files, messages
from tinytorch.course.classroom.class_data import Entry, Student, SubmissionFolder
from tinytorch.grading.model import GradingError

#: Columns that tell students apart, the best first.
IDENTIFIERS = (
    "identifier", "student_id", "id number", "sis user id", "sis login id", "username",
    "github_username", "email address", "email", "id",
)  # fmt: skip
#: Columns that the name of a repository or a folder may end with.
_KEYS = (*IDENTIFIERS, "github", "login", "name", "student", "full name")
_NAMES = ("name", "student", "full name", "student name")
_SECTIONS = ("section", "group", "groups")

#: Lines of Canvas's that are no students.
_NOT_STUDENTS = {"pointspossible", "studenttest", "teststudent"}


def read(path: Path) -> tuple[Student, ...]:
    """Return the students of a class list, in its order.

    Raises
    ------
    GradingError
        The file cannot be read, or does not tell its students apart.
    """
    rows = csv_files.read(path)
    names = list(rows[0]) if rows else []
    identifier = csv_files.column(names, IDENTIFIERS)
    if identifier is None:
        raise GradingError(messages.no_columns(path, IDENTIFIERS[:3]))
    students: dict[str, Student] = {}
    for line, row in csv_files.numbered(rows):
        name = _name(row)
        if not any(row.values()) or csv_files.plain(name) in _NOT_STUDENTS:
            continue
        own = row[identifier] or next(filter(None, _cells(row, IDENTIFIERS)), name)
        if own.casefold() in students:
            raise GradingError(messages.twice(path, line, own))
        section = next(iter(_cells(row, _SECTIONS)), "")
        students[own.casefold()] = Student(own, name, section, row)
    return tuple(students.values())


def match(students: Iterable[Student], found: Mapping[str, SubmissionFolder]) -> list[Entry]:
    """Return an entry for each student in order, then one for each submission of nobody's."""
    students = list(students)
    owners = _owners(students)
    places: dict[str, list[str]] = {}
    strangers = []
    for name in found:
        owner = _owner(name.casefold(), owners)
        if owner is None:
            strangers.append(name)
        else:
            places.setdefault(owner.identifier, []).append(name)
    entries = [_entry(student, places.get(student.identifier, []), found) for student in students]
    unknown = not students  # without a roster the folders are the class
    return entries + [Entry(Student(name, on_roster=unknown), found[name]) for name in strangers]


def _entry(student: Student, names: list[str], found: Mapping[str, SubmissionFolder]) -> Entry:
    if not names:
        return Entry(student)
    if len(names) > 1:
        return Entry(student, problem=messages.several_places(names))
    return Entry(student, found[names[0]])


def _owners(students: Iterable[Student]) -> dict[str, Student]:
    """Return who goes by which name; a name that two go by is nobody's."""
    owners: dict[str, Student] = {}
    shared = set()
    for student in students:
        keys = {student.identifier, *_cells(student.columns, _KEYS)}
        keys |= {key.partition("@")[0] for key in keys}
        for key in {key.casefold() for key in keys if key}:
            if owners.setdefault(key, student) is not student:
                shared.add(key)
    return {key: owner for key, owner in owners.items() if key not in shared}


def _owner(name: str, owners: Mapping[str, Student]) -> Student | None:
    """Return whose submission a folder is: ``ada``, or ``classroom-assignment-ada``."""
    # From the longest ending on: names on GitHub hold hyphens themselves.
    endings = [name, *(name[at + 1 :] for at, sign in enumerate(name) if sign in "-_")]
    return next((owners[ending] for ending in endings if ending in owners), None)


def _name(row: Mapping[str, str]) -> str:
    whole = next(filter(None, _cells(row, _NAMES)), "")
    parts = [*_cells(row, ["first_name"]), *_cells(row, ["last_name", "surname"])]
    return whole or " ".join(filter(None, parts))


def _cells(row: Mapping[str, str], wanted: Iterable[str]) -> list[str]:
    columns = {csv_files.plain(name): cell for name, cell in row.items()}
    return [columns[key] for key in map(csv_files.plain, wanted) if columns.get(key)]
