"""Finds the submissions of a class in whatever a service, a mailbox or a disk has made of them.

That is a folder or a zip of folders, clones, zips, or flat files named by an LMS, with or without
folders around them, or a CSV of name and path. Which files a submission consists of is found later,
by the same finder for all (`given.finder`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import yaml

from tinytorch.course.classroom import csv_files, messages, upload_times
from tinytorch.course.classroom.class_data import Entry, Found, Student, SubmissionFolder
from tinytorch.course.classroom.roster import match, matching
from tinytorch.grading import messages as sentences
from tinytorch.grading.given.trees import linked
from tinytorch.grading.given.zips import Zip
from tinytorch.grading.model import EXERCISES, GradingError

_LATE_BY_CANVAS = "late by Canvas"

#: What makes a folder somebody's submission.
SIGNS = frozenset(
    {"exercises", ".git", *(e.file for e in EXERCISES), *(e.folder for e in EXERCISES)}
)
DEPTH = 3  #: folders around a class
MAX_METADATA = 64 * 1024 * 1024

_NAMES, _PATHS = ("name", "identifier", "student"), ("path", "folder", "submission")
_TIMES = ("time", "submitted", "submitted at")
_ANSWER = re.compile(r"\.(py|zip|ipynb|txt)$", re.IGNORECASE)

_CANVAS = re.compile(
    r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<key>\d+)_(?P<file>.+)", re.IGNORECASE
)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_[a-z]+_*(?P<file>.*)")
_GRADESCOPE = re.compile(r"submission_\d+")


@dataclass
class _Level:
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

    def below(self, name: str) -> _Level:
        """Return the level of a folder."""
        if self.prefix is None:
            return _folder_level(self.path / name)
        return _zip_level(self.path, f"{self.prefix}{name}/")


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
    level = _folder_level(path) if path.is_dir() else _zip_level(path, "")
    if level.signs:
        raise GradingError(
            f"{messages.quoted(path)} is one submission, not a folder of them: name the folder "
            f"above it, or grade it alone with {sentences.nox('grade -- --submission')}."
        )
    first: dict[str, Found] = {}
    for _ in range(DEPTH):
        found = dict(_submissions(level))
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
        if len(dict(_submissions(inner))) > 1:
            first = {}
        level = inner
    return first


def _folder_level(path: Path) -> _Level:
    level = _Level(path)
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


def _zip_level(path: Path, prefix: str) -> _Level:
    names = [n for n in Zip(path).all_names() if n.startswith(prefix)]
    parts = [n[len(prefix) :].split("/") for n in names if not n.startswith("__MACOSX")]
    folders = {each[0] for each in parts if len(each) > 1} - {"", ".", ".."}
    files = {each[0] for each in parts if len(each) == 1} - {""}
    shown = sorted(name for name in folders if not name.startswith("."))
    return _Level(path, prefix, shown, sorted(files), frozenset(SIGNS & (folders | files)))


def _submissions(level: _Level) -> Iterator[tuple[str, Found]]:
    authors = _gradescope(level)
    for name in level.folders:
        keys: tuple[str, ...] = ()
        time = ""
        if moodle := _MOODLE.fullmatch(name):
            files = f"{moodle['who']}_{moodle['user']}_assignsubmission_file"
            if not name.startswith(files) and any(f.startswith(files) for f in level.folders):
                continue  # what was written into a box beside the files is no submission of its own
            keys = (f"participant {moodle['user']}", moodle["who"])
        elif name in authors:
            keys, time = authors[name]
        place = replace(level.place(name, folder=True), time=time)
        yield name, Found(place, keys, folder=name)
    yield from _flat(level)
    for name in level.files:
        known = _CANVAS.fullmatch(name) or _MOODLE.fullmatch(name)
        if name.casefold().endswith(".zip") and not known:
            yield name[:-4], Found(level.place(name, folder=False), folder=name)


def _flat(level: _Level) -> Iterator[tuple[str, Found]]:
    """Give the submissions of a download that has no folders, by what leads its names."""
    whose: dict[str, dict[str, tuple[int, str]]] = {}
    keys: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {}
    for name in level.files:
        canvas = _CANVAS.fullmatch(name)
        told = canvas or _MOODLE.fullmatch(name)
        if told is None or not told["file"] or not _ANSWER.search(name):
            continue
        student = f"{told['who']}_{told['user']}"
        # A file that was handed in again has a number; the highest is the last.
        again = re.fullmatch(r"(.+?)(?:-(\d+)| \((\d+)\))?(\.\w+)", told["file"])
        plain, number = told["file"], 0
        if again:
            plain, number = f"{again[1]}{again[4]}", int(again[2] or again[3] or 0)
        files = whose.setdefault(student, {})
        if number >= files.get(plain, (0, ""))[0]:
            files[plain] = number, name
        user = told["user"] if canvas else f"participant {told['user']}"
        flags: tuple[str, ...] = ()
        if canvas and canvas["late"]:
            flags = (_LATE_BY_CANVAS,)
        returned = name[: -len(told["file"])] if canvas else f"{student}_assignsubmission_file"
        keys[student] = (user, told["who"]), flags, returned
    for student, files in whose.items():
        prefix = level.prefix or ""
        own = tuple((plain, f"{prefix}{name}") for plain, (_, name) in sorted(files.items()))
        known, flags, returned = keys[student]
        yield student, Found(SubmissionFolder(level.path, None, own), known, flags, returned)


def _gradescope(level: _Level) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the authors of Gradescope's folders, and when each was handed in."""
    if not any(map(_GRADESCOPE.fullmatch, level.folders)):
        return {}
    name = "submission_metadata.yml"
    if name not in level.files:
        return {}
    try:
        if level.prefix is None:
            content = (level.path / name).read_bytes()[:MAX_METADATA]
        else:
            content = Zip(level.path).read(f"{level.prefix}{name}", MAX_METADATA)
        document = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return {folder: _authors(each) for folder, each in document.items()}
    except (yaml.YAMLError, AttributeError, TypeError, KeyError) as error:
        raise GradingError(messages.unreadable(level.path / name, type(error).__name__)) from None


def _authors(told: dict[str, object]) -> tuple[tuple[str, ...], str]:
    people = told.get(":submitters") or []
    assert isinstance(people, list)
    names = tuple(
        str(person[key])
        for person in people
        for key in (":sid", ":email", ":name")
        if person.get(key)
    )
    created = told.get(":created_at")
    return names, created.isoformat() if hasattr(created, "isoformat") else ""


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
