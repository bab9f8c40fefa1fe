"""Grades submissions one after the other, in a process of its own that is made ready once.

Between two submissions nothing is left over but what never held one: pytest and the tests, NumPy,
and the prepared parent from which the workers of each test are forked.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from tinytorch.course.classroom import archive, clones, staging
from tinytorch.course.classroom import cache as caches
from tinytorch.course.classroom import messages as sentences
from tinytorch.course.classroom.class_data import Commit, Outturn, Status, SubmissionFolder
from tinytorch.course.classroom.fingerprints import passages
from tinytorch.grading import messages
from tinytorch.grading.given import catalogue, secret, submission
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import GradedTest, GradingError, Report
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict import scoring

if TYPE_CHECKING:
    from tinytorch.grading.run.isolation.launcher import Launcher

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Settings:
    """What all submissions of a run have in common."""

    cache: Path
    seed: int
    sandbox: str = "auto"
    deadline: clones.Deadline | None = None


def serve(connection: Connection, settings: Settings) -> None:
    """Answer each place that comes in with its outturn, until the other side has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for the outturns decides when to stop
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    with SubmissionGrader(settings) as grader:
        while True:
            try:
                connection.send(grader.outturn(connection.recv()))
            except (EOFError, BrokenPipeError):
                return


class SubmissionGrader:
    """Grades one submission at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cache = caches.Cache(settings.cache)
        self._stack = ExitStack()
        self._launcher: Launcher | None = None

    def __enter__(self) -> SubmissionGrader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that workers come from."""
        self._stack.close()
        self._launcher = None

    def outturn(self, place: SubmissionFolder) -> Outturn:
        """Grade a submission unless its grade is kept; keep its grade."""
        try:
            with self._folder(place) as (folder, commit):
                submitted = submission.read(folder, ROOT)
            return self._graded(submitted, commit)
        except clones.NotInForce as error:
            return Outturn(Status.MISSING, problem=str(error))
        except (GradingError, clones.Unreadable) as error:
            return Outturn(Status.NOT_GRADED, problem=str(error))
        except Exception as error:  # noqa: BLE001 - one submission must not end the whole run
            reason = messages.internal_error(error, place.path.name)
            return Outturn(Status.NOT_GRADED, problem=reason)

    def sources(self, place: SubmissionFolder | None) -> dict[str, str]:
        """Return the files of a submission that was graded, as text, by exercise."""
        if place is None:
            return {}
        try:
            with self._folder(place) as (folder, _):
                submitted = submission.read(folder, ROOT)
        except (GradingError, clones.Unreadable, clones.NotInForce):
            return {}  # its grade was kept, and the submission itself is gone
        return {
            file.exercise.folder: file.source.decode("utf-8", "replace")
            for file in submitted.files
            if file.source is not None
        }

    @contextmanager
    def _folder(self, place: SubmissionFolder) -> Iterator[tuple[Path, Commit]]:
        names = staging.known(ROOT)
        if place.member is not None:
            with staging.laid(lambda name: archive.read(place, name), names) as folder:
                yield folder, Commit()
        elif self._settings.deadline is None:
            yield place.path, clones.head(place.path)
        else:
            commit = clones.in_force(place.path, self._settings.deadline)
            with staging.laid(clones.pieces(place.path, commit, names).get, names) as folder:
                yield folder, commit

    def _graded(self, submitted: Submission, commit: Commit) -> Outturn:
        settings = self._settings
        key = caches.key(submitted, ROOT, seed=_drawn(settings), sandbox=settings.sandbox)
        reused = self._cache.get(key) is not None
        unkept = None
        if not reused:
            report = self._report(submitted)
            try:
                self._cache.put(key, report)
            except OSError:  # the disk is full, say
                unkept = report
        # A foreign submission has a note for one reason only.
        tampered = bool(submitted.notes)
        found = Outturn(
            Status.GRADED, key, commit, None, tampered, passages(submitted), reused, unkept
        )
        nothing = all(file.source is None for file in submitted.files)
        if nothing and submitted.files[0].problem:
            return replace(found, problem=submitted.files[0].problem)
        return found

    def _report(self, submitted: Submission) -> Report:
        # A run in which nothing is new does without these imports.
        from tinytorch.grading.run import isolated

        settings = self._settings
        if all(file.source is None for file in submitted.files):
            output = RunOutput(None, "isolated", sentences.NOTHING_RAN)
            return scoring.score(_tests(), submitted, output, seed=settings.seed)
        try:
            output = isolated.run(
                submitted, launcher=self._ready(), seed=_drawn(settings), sandbox=settings.sandbox
            )
        except GradingError:
            self.close()  # where workers come from may be to blame: the next one starts anew
            raise
        return scoring.score(_tests(), submitted, output, seed=settings.seed)

    def _ready(self) -> Launcher:
        """Return where workers come from, started when the first is needed."""
        from tinytorch.grading.run import isolated

        if self._launcher is None:
            self._launcher = self._stack.enter_context(isolated.prepared(self._settings.sandbox))
        return self._launcher


@cache
def _drawn(settings: Settings) -> int:
    """Return the seed from which inputs are drawn, which no report names."""
    return secret.mixed(settings.seed, secret.of(ROOT))


@cache
def _tests() -> tuple[GradedTest, ...]:
    return catalogue.read(ROOT)
