"""The watcher's decisions, with a grader in place that answers when it is told to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from tinytorch.grading import messages
from tinytorch.grading.model import EXERCISES, Exercise, Report
from tinytorch.grading.reports.view import View
from tinytorch.grading.watch import loop
from tinytorch.grading.watch.loop import Events, Loop, Pressed, Saved
from tinytorch.grading.watch.warm_grader import Verdict

LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES


class WarmGrader:
    """Stands for the process that grades."""

    def __init__(self, tell: Callable[[Any, Verdict], None]) -> None:
        self.tell = tell
        self.closed = False
        graders.append(self)

    def ask(self, exercises: tuple[Exercise, ...]) -> None:
        asked.append(exercises)

    def close(self) -> None:
        self.closed = True


graders: list[WarmGrader] = []
asked: list[tuple[Exercise, ...]] = []


class Watch:
    """A watcher whose events happen one after the other, and whose clock is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, reports: Callable[[str], Report]) -> None:
        graders.clear()
        asked.clear()
        self.views: list[View] = []
        self.verdicts: list[View] = []
        self.listed: list[Report] = []
        self.now = 100.0
        self.reports = reports
        self.events: Events = SimpleQueue()
        monkeypatch.setattr(loop, "WarmGrader", WarmGrader)
        monkeypatch.setattr(loop, "TICK", 0.001)
        monkeypatch.setattr(loop.time, "monotonic", lambda: self.now)
        self.loop = Loop(Path("nowhere"), self, self.events)
        self.loop.start()

    def show(self, view: View, *, verdict: bool) -> None:
        self.views.append(view)
        self.verdicts += [view] if verdict else []

    def list(self, report: Report) -> None:
        self.listed.append(report)

    def refresh(self) -> None:
        """Take the place of a display that notes the size of its terminal."""

    def play(self, *events: Saved | Pressed) -> None:
        """Have some events happen."""
        for event in events:
            self.events.put(event)
            self.loop.step()

    def wait(self, seconds: float) -> None:
        """Have time pass without any event."""
        self.now += seconds
        self.loop.step()

    def answer(self, situation: str, *exercises: Exercise) -> None:
        """Have the grader answer what it was asked last."""
        report = self.reports(situation)
        wanted = exercises or asked[-1]
        kept = tuple(each for each in report.exercises if each.exercise in wanted)
        self.tell(replace(report, exercises=kept))

    def pause(self, situation: str) -> None:
        """Have a quiet moment pass, and the grader answer what it is asked then."""
        self.wait(loop.QUIET + 0.1)
        self.answer(situation)

    def tell(self, verdict: Verdict) -> None:
        graders[-1].tell(graders[-1], verdict)
        self.loop.step()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, report_of: Callable[[str], Report]) -> Watch:
    """Give a watcher that has just been started."""
    return Watch(monkeypatch, report_of)


@pytest.fixture
def graded(watch: Watch) -> Watch:
    """Give a watcher that has graded everything once."""
    watch.answer("half")
    return watch


def test_grades_all_exercises_at_the_start(watch: Watch) -> None:
    assert asked == [EXERCISES]
    assert watch.views[-1].status == "grading all exercises ..."

    watch.now += 1.24
    watch.answer("half")

    assert watch.verdicts[-1].points == (37, 100)
    assert watch.verdicts[-1].status.startswith("all exercises graded in 1.2 s, ")


def test_a_save_grades_its_exercise_and_then_those_that_build_on_it(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)))
    graded.answer("half")
    graded.wait(0)
    assert asked[1:] == [(LINEAR,)]
    for _ in range(2):
        graded.pause("half")

    assert asked[1:] == [(LINEAR,), (DROPOUT,), (SEQUENTIAL,)]
    graded.wait(60)
    assert len(asked) == 4


def test_grades_that_nobody_waits_for_are_silent(graded: Watch) -> None:
    graded.play(Saved((DROPOUT,)))
    graded.answer("full")
    status, told = graded.views[-1].status, len(graded.verdicts)
    graded.pause("half")

    assert asked[-1] == (SEQUENTIAL,)
    assert (graded.views[-1].status, len(graded.verdicts)) == (status, told)


def test_points_that_such_a_grade_brings_are_told(graded: Watch) -> None:
    graded.play(Saved((DROPOUT,)))
    graded.answer("half")
    graded.pause("full")

    assert graded.verdicts[-1].points == (37 + 25, 100)


def test_a_save_during_a_grade_is_graded_after_it(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)), Saved((LINEAR,)), Saved((SEQUENTIAL,)), Saved((LINEAR,)))
    assert asked[1:] == [(LINEAR,)]
    graded.answer("half")

    assert asked[2:] == [(LINEAR, SEQUENTIAL)]
    graded.answer("full")
    assert graded.verdicts[-1].points == (10 + 35 + 6 + 25, 100)


def test_a_save_comes_before_what_nobody_waits_for(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)))
    graded.answer("half")
    graded.wait(loop.QUIET + 0.1)
    graded.play(Saved((LAYER,)))
    graded.answer("half")

    assert asked[1:] == [(LINEAR,), (DROPOUT,), (LAYER,)]
    graded.answer("half")
    for _ in range(3):
        graded.pause("half")
    assert asked[4:] == [(LINEAR,), (DROPOUT,), (SEQUENTIAL,)]


def test_a_grade_that_hangs_is_given_up_for_a_save(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)))
    graded.wait(60)
    assert [grader.closed for grader in graders] == [False]
    assert graded.views[-1].status == "grading 02_linear, 60 s ..."

    graded.play(Saved((LINEAR,)))
    graded.wait(0)

    assert [grader.closed for grader in graders] == [True, False]
    assert asked[1:] == [(LINEAR,), (LINEAR,)]


def test_what_was_given_up_is_graded_later(graded: Watch) -> None:
    graded.play(Saved((LAYER,)))
    graded.wait(60)
    graded.play(Saved((SEQUENTIAL,)))
    graded.wait(0)
    graded.answer("half")
    for _ in range(3):
        graded.pause("half")

    assert asked[2:] == [(SEQUENTIAL,), (LAYER,), (LINEAR,), (DROPOUT,)]


def test_a_grade_of_all_exercises_may_take_longer(watch: Watch) -> None:
    watch.play(Saved((LINEAR,)))
    watch.wait(3 * loop.PATIENCE)

    assert len(graders) == 1


def test_an_answer_that_was_given_up_is_not_shown(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)))
    graded.wait(60)
    graded.play(Saved((LINEAR,)))
    graded.wait(0)
    graders[0].tell(graders[0], graded.reports("full"))
    graded.loop.step()

    assert graded.views[-1].points == (37, 100)


def test_a_grader_that_fails_is_replaced_and_says_why(graded: Watch) -> None:
    graded.play(Saved((LINEAR,)))
    for _ in range(2):
        graded.tell(messages.GRADER_ENDED)

    assert graded.verdicts[-1].problem == messages.GRADER_ENDED
    assert graded.verdicts[-1].status == ""
    assert [grader.closed for grader in graders] == [True, True, False]
    assert asked[1:] == [(LINEAR,), (LINEAR,)]

    graded.play(Saved((LINEAR,)))
    graded.answer("full")

    assert graded.verdicts[-1].problem == ""
    assert graded.verdicts[-1].points == (37 + 14, 100)


def test_a_grader_that_fails_once_is_asked_again_without_a_word(graded: Watch) -> None:
    told = len(graded.verdicts)
    graded.play(Saved((LINEAR,)))
    graded.tell(messages.GRADER_ENDED)
    assert asked[1:] == [(LINEAR,), (LINEAR,)]
    graded.answer("full")

    assert [view.problem for view in graded.verdicts[told:]] == [""]
    assert graded.verdicts[-1].points == (37 + 14, 100)


def test_a_grader_that_ends_while_idle_is_replaced_at_the_next_save(graded: Watch) -> None:
    graded.tell(messages.GRADER_ENDED)
    assert len(graders) == 1

    graded.play(Saved((LINEAR,)))
    assert [grader.closed for grader in graders] == [True, False]
    graded.answer("full")

    assert graded.verdicts[-1].problem == ""
    assert graded.verdicts[-1].points == (37 + 14, 100)


def test_key_a_grades_all_and_turns_to_the_first_unmet_test(graded: Watch) -> None:
    graded.play(Saved((DROPOUT,)))
    graded.answer("half")
    assert graded.views[-1].unmet.test.exercise == "03_dropout"

    graded.play(Pressed("a"))
    graded.answer("half")

    assert asked[-1] == EXERCISES
    assert graded.views[-1].unmet.test.exercise == "02_linear"


def test_key_h_shows_a_hint_at_once(graded: Watch) -> None:
    graded.play(Pressed("h"))

    assert graded.views[-1].hint == messages.NO_HINTS  # this checkout has no chapters
    assert asked == [EXERCISES]


def test_key_q_ends_and_no_other_key_does(graded: Watch) -> None:
    for key in "xé?h":
        graded.events.put(Pressed(key))
        assert graded.loop.step()
    graded.events.put(Pressed("q"))

    assert not graded.loop.step()
