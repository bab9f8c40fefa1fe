"""Knows submissions by the names that Moodle, Canvas and Gradescope give them in a download."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml

from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Found, SubmissionFolder
from tinytorch.course.classroom.handed_in.levels import Level
from tinytorch.grading.given.zips import Zip
from tinytorch.grading.model import GradingError

MAX_METADATA = 64 * 1024 * 1024

_LATE_BY_CANVAS = "late by Canvas"

_ANSWER = re.compile(r"\.(py|zip|ipynb|txt)$", re.IGNORECASE)

_CANVAS = re.compile(
    r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<key>\d+)_(?P<file>.+)", re.IGNORECASE
)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_[a-z]+_*(?P<file>.*)")
_GRADESCOPE = re.compile(r"submission_\d+")


def submissions(level: Level) -> Iterator[tuple[str, Found]]:
    """Give the submissions of a level, each by the name that it has there."""
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


def _flat(level: Level) -> Iterator[tuple[str, Found]]:
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


def _gradescope(level: Level) -> dict[str, tuple[tuple[str, ...], str]]:
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
