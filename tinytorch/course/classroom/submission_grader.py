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
from tinytorch.grading.given import catalogue, submission
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.model import GradedTest, GradingError, Outcome, Report
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict import scoring

if TYPE_CHECKING:
    from tinytorch.grading.run.isolation.launcher import Launcher
    from tinytorch.grading.run.isolation.mode import Budget

ROOT = Path(__file__).resolve().parents[3]

#: So few time-outs may be the machine's, which does other things as well: one more try, with twice
#: the time. An exercise that hangs has more of them.
FEW = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What all submissions of a run have in common."""

    cache: Path
    seed: int
    sandbox: str = "auto"
    seconds: float = 15.0  #: for the student's code of one submission, all its tests together
    deadline: clones.Deadline | None = None


def budget(seconds: float) -> Budget:
    """Share out the time of a submission, so that one exercise that hangs leaves some to others."""
    from tinytorch.grading.run.isolation.mode import Budget
    from tinytorch.grading.run.isolation.session import Limits

    # Two calls that hang take an eighth of it; with twenty more in their exercise, a third.
    patient = Limits(call=seconds / 15, test=seconds / 5)
    impatient = Limits(call=seconds / 100, test=seconds / 50)
    return Budget(patient, Limits(call=seconds / 15, test=seconds / 15), impatient, seconds)


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
        decisive = {
            "seed": settings.seed,
            "sandbox": settings.sandbox,
            "seconds": settings.seconds,
        }
        key = caches.key(submitted, ROOT, **decisive)
        reused = self._cache.get(key) is not None
        if not reused:
            self._cache.put(key, self._report(submitted))
        # A foreign submission has a note for one reason only.
        tampered = bool(submitted.notes)
        found = Outturn(Status.GRADED, key, commit, None, tampered, passages(submitted), reused)
        nothing = all(file.source is None for file in submitted.files)
        if nothing and submitted.files[0].problem:
            return replace(found, problem=submitted.files[0].problem)
        return found

    def _report(self, submitted: Submission) -> Report:
        if all(file.source is None for file in submitted.files):
            return self._run(submitted, None)
        report = self._run(submitted, budget(self._settings.seconds))
        if 0 < _time_outs(report) <= FEW:
            return self._run(submitted, budget(2 * self._settings.seconds))
        return report

    def _run(self, submitted: Submission, limits: Budget | None) -> Report:
        """Run the tests within some limits; without limits there is nothing to run."""
        # A run in which nothing is new does without its imports.
        from tinytorch.grading.run import isolated

        settings = self._settings
        if limits is None:
            output = RunOutput(None, "isolated", sentences.NOTHING_RAN)
            return scoring.score(_tests(), submitted, output, seed=settings.seed)
        try:
            output = isolated.run(
                submitted,
                launcher=self._ready(),
                seed=settings.seed,
                sandbox=settings.sandbox,
                budget=limits,
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


def _time_outs(report: Report) -> int:
    graded = [test for exercise in report.exercises for test in exercise.tests]
    return sum(test.observed.outcome is Outcome.TIMED_OUT for test in graded)


@cache
def _tests() -> tuple[GradedTest, ...]:
    return catalogue.read(ROOT)
