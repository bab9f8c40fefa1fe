"""Keeps grades by what they were made from, so that nothing is graded twice.

A grade is the canonical JSON report, in a file named by a checksum over everything that decides
it: the answers, the tests, the grader, the versions of what runs them, the seed and the limits.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tinytorch import __version__
from tinytorch.grading import reports
from tinytorch.grading.delivery import replace
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import Report
from tinytorch.grading.reports.json import SCHEMA, parse

#: The files that decide a grade: tests and grader, and what both read.
_DECISIVE = (
    "exercises/*/test_*.py",
    "tinytorch/core/**/*.py",
    "tinytorch/grading/**/*.py",
    "tinytorch/grading/given/pristine/*",
    "tinytorch/grading/run/pytest.ini",
    "tinytorch/testing/**/*.py",
)

_PACKAGES = ("numpy", "pytest", "pytest-json-report")


class Cache:
    """The grades in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Report | None:
        """Return a grade; None where there is none, or none that can be read."""
        try:
            return parse(json.loads(self._path(key).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, report: Report) -> None:
        """Keep a grade; at every moment the file is whole, or not there."""
        replace(reports.FORMATS["json"](report), self._path(key))

    def add(self, other: Path) -> None:
        """Take over the grades of another folder."""
        for path in other.glob("*/*.json"):
            if not self._path(path.stem).exists():
                replace(path.read_text(encoding="utf-8"), self._path(path.stem))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def key(submission: Submission, grader: Path, **settings: object) -> str:
    """Return the name of the grade that a submission gets under some settings."""
    answers = [
        (file.path, file.problem, None if file.source is None else _checksum(file.source))
        for file in submission.files
    ]
    decisive = [SCHEMA, _machinery(grader), settings, answers, submission.notes]
    return _checksum(json.dumps(decisive, sort_keys=True).encode("utf-8"))


@cache
def _machinery(grader: Path) -> list[str]:
    """Return what grades: tests, grader, Python, packages and kind of machine.

    Its kernel and its name are no part of that.
    """
    installed = [version(package) for package in _PACKAGES]
    python = [platform.python_implementation(), platform.python_version()]
    machine = [sys.platform, platform.machine().casefold()]
    return [_grading(grader), *python, *machine, *installed]


def _grading(grader: Path) -> str:
    """Return a checksum over tests and grader; what an instructor alone has decides no grade."""
    files = sorted(path for pattern in _DECISIVE for path in grader.glob(pattern))
    content = (
        f"{path.relative_to(grader).as_posix()}\n".encode() + path.read_bytes() for path in files
    )
    return _checksum(b"".join(each.replace(b"\r\n", b"\n") for each in content))


@cache
def release(grader: Path) -> str:
    """Return what stands for tests and grader in a table: the version, and a checksum."""
    return f"{__version__} {_grading(grader)[:8]}"


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
