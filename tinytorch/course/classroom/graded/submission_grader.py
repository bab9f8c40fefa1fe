"""Grades submissions one after the other, in a process of its own that is made ready once.

Between two submissions nothing is left over but what never held one: pytest with the tests that it
has collected, NumPy, and the prepared parent from which workers are forked.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from tinytorch.checkout import ROOT
from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Outturn, Passage, Status, SubmissionFolder
from tinytorch.course.classroom.graded import cache as caches
from tinytorch.course.classroom.graded.fingerprints import decoded, passages
from tinytorch.course.classroom.handed_in import bounded_git, clones, opening
from tinytorch.grading import messages as sentences
from tinytorch.grading.given import catalogue, secret, submission
from tinytorch.grading.given.finder import files_of
from tinytorch.grading.given.submission import Submission
from tinytorch.grading.given.trees import Refused, Tree
from tinytorch.grading.model import GradedTest, GradingError, Report
from tinytorch.grading.run.output import RunOutput
from tinytorch.grading.verdict import scoring

if TYPE_CHECKING:
    from tinytorch.grading.run.pytest_run import Suite


@dataclass(frozen=True, slots=True)
class Settings:
    """What all submissions of a run have in common."""

    cache: Path
    seed: int
    sandbox: str = "auto"
    released: Path | None = None  #: the manifest of what was handed out
    team_file: bool = False  #: whether submissions may name a team


def serve(connection: Connection, settings: Settings) -> None:
    """Answer each place that comes in with its outturn, until the other side has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for the outturns decides when to stop
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    places = _received(connection)
    try:
        while (place := _kept(places, connection, settings)) is not None:
            _run(chain([place], places), connection, settings)
    except ConnectionError:
        pass


def _received(connection: Connection) -> Iterator[SubmissionFolder]:
    with suppress(EOFError, ConnectionError):
        while True:
            yield connection.recv()


def _kept(
    places: Iterator[SubmissionFolder], connection: Connection, settings: Settings
) -> SubmissionFolder | None:
    """Answer for the places whose grades are kept; return the first other one, if there is one."""
    grader = SubmissionGrader(settings)
    for place in places:
        found = grader.outturn(place)
        if found is None:
            return place
        connection.send(found)
    return None


def _run(places: Iterator[SubmissionFolder], connection: Connection, settings: Settings) -> None:
    """Start pytest and what workers come from, and answer until one of them fails."""
    # A run in which nothing is new does without these imports.
    from tinytorch.grading.run import isolated, pytest_run

    with isolated.prepared(settings.sandbox) as launcher:

        def work(suite: Suite) -> None:
            run = partial(isolated.run_in_turn, suite, launcher=launcher)
            grader = SubmissionGrader(settings, run)
            for place in places:
                connection.send(grader.outturn(place))
                if grader.failed:
                    return

        try:
            pytest_run.with_tests(work)
        except GradingError as error:
            for _ in places:
                connection.send(Outturn(Status.NOT_GRADED, problem=str(error)))


class SubmissionGrader:
    """Grades one submission at a time.

    Parameters
    ----------
    settings : Settings
    run : callable, optional
        Runs the tests against a submission, with a seed and the level of the sandbox.
    """

    def __init__(self, settings: Settings, run: Callable[..., RunOutput] | None = None) -> None:
        self._settings, self._run = settings, run
        self._cache = caches.Cache(settings.cache)
        self.failed = False  #: whether what runs the tests is to be started anew

    def outturn(self, place: SubmissionFolder) -> Outturn | None:
        """Grade a submission unless its grade is kept, and keep it; None where nothing can run."""
        try:
            with opening.opened(place) as opened:
                submitted = submission.read(opened.tree, ROOT, released=self._settings.released)
                team = _team(opened.tree) if self._settings.team_file else ()
                found = self._graded(submitted, opened, others(opened.tree))
            if found is None:
                return None
            flags = tuple(_without_folders(flag, place.path) for flag in found.flags)
            return replace(found, commit=opened.commit, time=opened.time, team=team, flags=flags)
        except clones.NotInForce as error:
            return Outturn(Status.MISSING, problem=str(error))
        except (GradingError, bounded_git.Unreadable) as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - one submission must not end the whole run
            reason = sentences.internal_error(error, place.path.name)
        return Outturn(Status.NOT_GRADED, problem=_without_folders(reason, place.path))

    def sources(self, place: SubmissionFolder | None) -> dict[str, str]:
        """Return the files of a submission that was graded, as text, by exercise."""
        if place is None:
            return {}
        try:
            with opening.opened(place) as opened:
                submitted = submission.read(opened.tree, ROOT)
        except (GradingError, bounded_git.Unreadable, clones.NotInForce):
            return {}  # its grade was kept, and the submission itself is gone
        return {
            file.exercise.folder: decoded(file.source)
            for file in submitted.files
            if file.source is not None
        }

    def passages(self, place: SubmissionFolder) -> tuple[Passage, ...]:
        """Return the fingerprints of a submission, which is not graded."""
        try:
            with opening.opened(place) as opened:
                return passages(submission.read(opened.tree, ROOT))
        except (GradingError, bounded_git.Unreadable, clones.NotInForce):
            return ()

    def _graded(
        self, submitted: Submission, opened: opening.Opened, there: list[str]
    ) -> Outturn | None:
        """Grade the files of a submission, unless nobody can tell which they are."""
        nothing = _nothing_to_grade(submitted, there)
        if nothing is not None:
            return replace(nothing, flags=opened.flags)
        settings = self._settings
        key = caches.key(submitted, ROOT, seed=_drawn(settings), sandbox=settings.sandbox)
        reused = self._cache.get(key) is not None
        report = None if reused else self._report(submitted)
        if report is None and not reused:
            return None
        problems = [file.problem for file in submitted.files if file.problem]
        notes = [file.note for file in submitted.files if file.note]
        return Outturn(
            Status.GRADED,
            key,
            problem=" ".join([*problems, *notes]) or None,
            tampered=bool(submitted.changed),
            flags=(*opened.flags, *(f"no {f.path}" for f in submitted.files if f.absent)),
            passages=passages(submitted),
            reused=reused,
            unkept=report and self._unkept(key, report),
        )

    def _unkept(self, key: str, report: Report) -> Report | None:
        """Keep a grade; return it where it cannot be kept."""
        try:
            self._cache.put(key, report)
        except OSError:  # the disk is full, say
            return report
        return None

    def _report(self, submitted: Submission) -> Report | None:
        settings = self._settings
        if all(file.source is None for file in submitted.files):
            output = RunOutput({}, "isolated", messages.NOTHING_RAN)
        elif self._run is None:
            return None
        else:
            try:
                output = self._run(submitted, seed=_drawn(settings), sandbox=settings.sandbox)
            except GradingError:
                self.failed = True  # where workers come from may be to blame
                raise
        return scoring.score(_tests(), submitted, output, seed=settings.seed)


def _nothing_to_grade(submitted: Submission, there: list[str]) -> Outturn | None:
    """Return why a submission cannot be graded as it lies there; None where it can."""
    unclear = [file for file in submitted.files if file.lookalikes]
    twice = [file for file in unclear if not file.open]
    if twice or (unclear and all(file.open for file in submitted.files)):
        first = (twice or unclear)[0]
        return Outturn(Status.NOT_GRADED, problem=first.problem or first.note)
    if not all(file.absent for file in submitted.files):
        return None
    names = ", ".join(file.exercise.file for file in submitted.files)
    beside = f"there is only {messages.some(there)}" if there else "it is empty"
    return Outturn(Status.MISSING, problem=f"none of {names} was found; {beside}")


def _without_folders(reason: str, path: Path) -> str:
    """Take the folders of the grading machine out of a reason: its student reads it, too."""
    for folder in (path.parent, path.parent.resolve(), ROOT):
        for spelt in (f"{folder}{os.sep}", f"{folder}{os.sep}".replace("\\", "\\\\")):
            reason = reason if spelt == f".{os.sep}" else reason.replace(spelt, "")
    return reason


def others(tree: Tree) -> list[str]:
    """Return some of the files that a submission holds beside the course's own."""
    return list(islice(files_of(tree), 5))


def _team(tree: Tree) -> tuple[str, ...]:
    """Return whom a file in the submission names as its authors, a line each."""
    for name in ("TEAM", "team.txt"):
        try:
            lines = tree.read(name, 4096).decode("utf-8", "replace").splitlines()
        except (Refused, OSError):
            continue
        return tuple(line.strip() for line in lines if line.strip())[:20]
    return ()


@cache
def _drawn(settings: Settings) -> int:
    """Return the seed from which inputs are drawn, which no report names."""
    return secret.mixed(settings.seed, secret.of(ROOT))


@cache
def _tests() -> tuple[GradedTest, ...]:
    return catalogue.read(ROOT)
