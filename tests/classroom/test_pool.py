"""Sharing out submissions among processes that may end."""

import os
import time
from pathlib import Path

from tests.classroom.places import REFERENCE, folder
from tinytorch.course.classroom import messages
from tinytorch.course.classroom.class_data import Status, SubmissionFolder
from tinytorch.course.classroom.graded import pool
from tinytorch.course.classroom.graded.pool import Pool
from tinytorch.course.classroom.graded.submission_grader import Settings, SubmissionGrader

LAYER = "exercises/01_layer/layer.py"


def absent(tmp_path: Path, count: int) -> list[tuple[int, SubmissionFolder]]:
    """Return places that are not there, each of which has an outturn that names it."""
    return [(number, SubmissionFolder(tmp_path / f"student-{number}")) for number in range(count)]


def empty(tmp_path: Path, count: int) -> list[tuple[int, SubmissionFolder]]:
    """Return places with nothing in them, which are graded quickly."""
    places = (folder(tmp_path / f"student-{number}", {}) for number in range(count))
    return [(number, SubmissionFolder(place)) for number, place in enumerate(places)]


def solved(tmp_path: Path, count: int) -> list[tuple[int, SubmissionFolder]]:
    """Return places that all need a grade."""
    places = [folder(tmp_path / f"student-{number}", REFERENCE) for number in range(count)]
    for place in places:
        (place / LAYER).write_text(f"raise ValueError('{place.name}')", encoding="utf-8")
    return [(number, SubmissionFolder(place)) for number, place in enumerate(places)]


def test_each_outturn_belongs_to_the_place_that_it_is_about(tmp_path):
    found = dict(Pool(absent(tmp_path, 40), Settings(tmp_path, 1), jobs=2).outturns())

    assert found.keys() == set(range(40))
    for number, outturn in found.items():
        assert f'student-{number}" ' in outturn.problem


def test_places_are_taken_only_when_a_process_is_free(tmp_path):
    taken = []

    def places():
        for number, place in empty(tmp_path, 30):
            taken.append(number)
            yield number, place

    outturns = Pool(places(), Settings(tmp_path, 1), jobs=1).outturns()
    next(outturns)

    assert len(taken) <= 3
    outturns.close()


def test_what_a_process_was_at_when_it_was_ended_is_tried_again(tmp_path):
    grading = Pool(empty(tmp_path, 20), Settings(tmp_path, 1), jobs=2)
    outturns = grading.outturns()
    found = dict([next(outturns)])
    for hand in grading._busy:
        hand._process.kill()
        hand._process.join()
    found |= dict(outturns)

    assert found.keys() == set(range(20))
    assert {outturn.status for outturn in found.values()} == {Status.MISSING}


def test_a_submission_at_which_every_process_ends_gets_its_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "ATTEMPTS", 1)
    grading = Pool(absent(tmp_path, 2), Settings(tmp_path, 1), jobs=1)
    outturns = grading.outturns()
    next(outturns)
    grading._busy[0]._process.kill()
    grading._busy[0]._process.join()
    # An answer that was already on its way still counts.
    ((number, outturn),) = outturns

    assert number == 1
    assert outturn.status is Status.NOT_GRADED
    assert outturn.problem == messages.GRADER_DIED or "student-1" in outturn.problem


def test_what_was_not_graded_is_tried_again_when_nothing_else_runs(tmp_path):
    grading = Pool(absent(tmp_path, 6), Settings(tmp_path, 1), jobs=3)
    given = []
    share_out = grading._share_out

    def watched():
        share_out()
        given.append([(hand.task.number, hand.task.attempts) for hand in grading._busy])

    grading._share_out = watched
    found = dict(grading.outturns())

    assert found.keys() == set(range(6))
    again = [busy for busy in given if any(attempts == 2 for _, attempts in busy)]
    assert {number for busy in again for number, _ in busy} == set(range(6))
    assert all(len(busy) == 1 for busy in again)


def test_a_grade_that_cannot_be_kept_is_not_lost(tmp_path):
    place = folder(tmp_path / "student", {"linear.py": b"#" * 300_000})
    (tmp_path / "cache").write_bytes(b"")  # no folder, and so no place for grades
    grader = SubmissionGrader(Settings(tmp_path / "cache", 1))
    outturn = grader.outturn(SubmissionFolder(place))

    assert outturn.status is Status.GRADED
    assert outturn.unkept.possible == 100


def test_a_submission_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE", 0.0)
    began = time.monotonic()

    found = dict(Pool(absent(tmp_path, 1), Settings(tmp_path, 1), jobs=1).outturns())

    assert found[0].problem.endswith("and its process was ended")
    assert time.monotonic() - began < 20


def test_closing_leaves_no_process_and_no_temporary_folder(tmp_path, monkeypatch):
    temporary = folder(tmp_path / "temporary", {})
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    grading = Pool(solved(tmp_path, 9), Settings(tmp_path, 1), jobs=2)
    outturns = grading.outturns()
    next(outturns)
    hands = [*grading._busy, *grading._idle]
    assert list(temporary.iterdir())
    outturns.close()

    assert hands
    assert not any(hand._process.is_alive() for hand in hands)
    if os.name == "posix":  # elsewhere the folder of a process that is about to end waits for it
        assert list(temporary.iterdir()) == []
