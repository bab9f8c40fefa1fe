"""A table of beginners' mistakes: what each leads to as message and as next step.

``layer.toml``, ``linear.toml``, ``dropout.toml`` and ``sequential.toml`` hold an entry for each.
Its key is its name, and it has

- what stands in the file: ``change`` and methods as in the bank of misconceptions, ``prepend`` and
  ``append`` for text above and below, or ``file`` for all of it; ``stub = true`` begins with the
  stub instead of the reference; ``called`` hands the file in under another name,
- ``next``: words of the next step; several must all be there,
- ``says``: words of what is said of the test that the next step is about,
- ``at``: a piece of the line that the next step names,
- ``before``: the Python that reads the file without complaint; the case is none from there on.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.misconceptions import bank
from tests.verdicts import ROOT, graded_tests
from tinytorch.course import stubs
from tinytorch.grading import messages
from tinytorch.grading.given import submission
from tinytorch.grading.model import EXERCISES, Exercise, Report
from tinytorch.grading.reports import details
from tinytorch.grading.run import isolated
from tinytorch.grading.run.isolation.trusted.budget import Budget, Limits
from tinytorch.grading.run.isolation.trusted.launcher import Launcher, launch
from tinytorch.grading.verdict import scoring

HERE = Path(__file__).parent
SEED = 5
#: For what is known to hang: one test waits for a second, the others for none.
IMPATIENT = Budget(limits=Limits(call=1.0, test=1.0), exercise=1.0)
_KEYS = {"change", "prepend", "append", "file", "stub", "called", "next", "says", "at", "before"}


@dataclass(frozen=True, slots=True)
class Case:
    """A file with a mistake, and what is to be said of it."""

    name: str
    exercise: Exercise
    source: str
    called: str  #: where the file lies in the submission
    next: tuple[str, ...]
    says: tuple[str, ...]
    at: str | None

    def __str__(self) -> str:
        return f"{self.exercise.name}/{self.name}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a student with this file reads."""

    next: str  #: the last line
    says: str  #: of the test that it is about
    line: str  #: the text of the line that it names
    lost: int


def read_all() -> list[Case]:
    """Return all cases, in the order of their files."""
    return [case for exercise in EXERCISES for case in _read(exercise)]


def _read(exercise: Exercise) -> Iterator[Case]:
    text = (HERE / f"{exercise.name}.toml").read_text(encoding="utf-8")
    for name, entry in tomllib.loads(text).items():
        since = tuple(map(int, entry.get("before", "9.9").split(".")))
        if sys.version_info[:2] >= since:
            continue
        yield Case(
            name,
            exercise,
            _source(f"{exercise.name}/{name}", entry, exercise),
            entry.get("called", exercise.path),
            _several(entry.get("next")),
            _several(entry.get("says")),
            entry.get("at"),
        )


def _source(place: str, entry: dict[str, object], exercise: Exercise) -> str:
    if "file" in entry:
        return str(entry["file"])
    source = bank.reference(exercise)
    if entry.get("stub"):
        source = stubs.derive_stub(source, exercise.path)
    for old, new in entry.get("change", []):  # type: ignore[attr-defined]
        assert source.count(old) == 1, f"{place}: {old!r} stands {source.count(old)} times"
        source = source.replace(old, new)
    for method in entry.keys() - _KEYS:
        text = str(entry[method])
        source = bank.with_method(source, exercise.class_name, method, text, place)
    return f"{entry.get('prepend', '')}{source}{entry.get('append', '')}"


def _several(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else () if value is None else (str(value),)


@contextmanager
def grading() -> Iterator[Launcher]:
    """Give what grades isolated, as on this platform."""
    launcher = launch()
    try:
        yield launcher
    finally:
        launcher.close()


def told(case: Case, launcher: Launcher) -> Told:
    """Return what is said of a case, when the other three files are the reference's."""
    hangs = any("does not return" in words for words in case.next)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for exercise in EXERCISES:
            place = folder / (case.called if exercise == case.exercise else exercise.path)
            (folder / exercise.path).parent.mkdir(parents=True)
            text = case.source if exercise == case.exercise else bank.reference(exercise)
            place.write_text(text, encoding="utf-8")
        submitted = submission.read(folder, ROOT)
        output = isolated.run(
            submitted, (case.exercise,), launcher=launcher, seed=SEED,
            budget=IMPATIENT if hangs else None,
        )  # fmt: skip
    report = scoring.score(graded_tests((case.exercise,)), submitted, output, seed=SEED)
    return _told(report, case)


def _told(report: Report, case: Case) -> Told:
    graded, line = report.next, ""
    if graded is None:
        return Told(messages.next_step(report), "", "", 0)
    seen = graded.observed
    if seen.line and seen.path == case.exercise.path:
        line = case.source.split("\n")[seen.line - 1].strip()
    said = details.advice(seen)
    return Told(messages.next_step(report), said, line, report.possible - report.earned)
