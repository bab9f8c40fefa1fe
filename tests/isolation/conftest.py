"""Students' files for tests of the boundary, and ``nn`` in both modes."""

import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tinytorch.core import layers
from tinytorch.grading.given.submission import Submission, SubmittedFile
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.run.direct import Direct
from tinytorch.grading.run.isolation.trusted.budget import Budget
from tinytorch.grading.run.isolation.trusted.launcher import Launcher, launch
from tinytorch.grading.run.isolation.trusted.mode import Isolated

ROOT = Path(__file__).resolve().parents[2]


def submission(**sources: str) -> Submission:
    """Return the reference with the files of some exercises, by name, replaced."""
    files = []
    for exercise in EXERCISES:
        reference = (ROOT / "solutions" / exercise.folder / exercise.file).read_text("utf-8")
        source = textwrap.dedent(sources.get(exercise.name, reference))
        files.append(SubmittedFile(exercise, exercise.path, source.encode("utf-8")))
    return Submission(ROOT, foreign=True, files=tuple(files))


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    made = launch()
    yield made
    made.close()


@contextmanager
def isolated(
    launcher: Launcher, budget: Budget | None = None, exercise: str = "02_linear", **sources: str
) -> Iterator[Any]:
    """Give ``nn`` for a test whose student wrote these sources, with a worker behind it."""
    mode = Isolated(launcher, submission(**sources), budget=budget)
    with closing(mode), mode.layers(exercise) as nn:
        yield nn


@contextmanager
def direct(**sources: str) -> Iterator[Any]:
    """Give ``nn`` for a test whose student wrote these sources, in this process."""
    files = {
        layers.EXERCISE_FILES[file.exercise.class_name]: (str(ROOT / file.path), file.source or b"")
        for file in submission(**sources).files
    }
    before = layers._read
    layers.read_from(files.__getitem__)
    try:
        with Direct().layers("02_linear") as nn:
            yield nn
    finally:
        layers.read_from(before)
        layers.forget()


@pytest.fixture(params=["direct", "isolated"])
def nn(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give ``nn`` in one mode after the other; the marker ``student`` has the student's sources."""
    marker = request.node.get_closest_marker("student")
    sources = marker.kwargs if marker else {}
    if request.param == "direct":
        with direct(**sources) as classes:
            yield classes
    else:
        with isolated(request.getfixturevalue("launcher"), **sources) as classes:
            yield classes


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "student(linear=..., ...): what the student's files hold")
