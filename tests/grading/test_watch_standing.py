"""Where a student stands after several grades: what to work on, and which hint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tinytorch.grading import messages
from tinytorch.grading.given import hints, todos
from tinytorch.grading.model import (
    EXERCISES,
    Exercise,
    Graded,
    GradedTest,
    Observed,
    Outcome,
    Report,
)
from tinytorch.grading.watch.standing import Standing

ROOT = Path(__file__).resolve().parents[2]
LAYER, LINEAR, DROPOUT, SEQUENTIAL = EXERCISES
TASKS = [number for exercise in EXERCISES for number in todos.tasks(exercise).values()]
ReportOf = Callable[[str], Report]


def only(report: Report, *exercises: Exercise) -> Report:
    kept = tuple(each for each in report.exercises if each.exercise in exercises)
    return replace(report, exercises=kept)


@pytest.fixture
def standing(report_of: ReportOf) -> Standing:
    """Give the standing after a grade of everything, half of it solved."""
    standing = Standing(ROOT)
    standing.note(report_of("half"))
    return standing


def current(standing: Standing) -> str:
    graded = standing.view("", "").unmet
    return graded.test.exercise if graded else ""


def test_first_unmet_test_of_the_course_comes_first(standing: Standing) -> None:
    assert current(standing) == "02_linear"


def test_exercise_that_was_saved_stays_in_focus(standing: Standing) -> None:
    standing.focus(DROPOUT)

    assert current(standing) == "03_dropout"
    assert "TODO 3.2 in exercises/03_dropout" in standing.view("", "").next_step


def test_complete_exercise_gives_way_to_what_is_left(
    standing: Standing, report_of: ReportOf
) -> None:
    standing.focus(DROPOUT)
    standing.note(only(report_of("full"), DROPOUT))

    assert current(standing) == "02_linear"
    assert standing.view("", "").news == messages.finished("03_dropout")


def test_news_are_told_once(standing: Standing, report_of: ReportOf) -> None:
    standing.focus(LINEAR)
    standing.note(only(report_of("full"), LINEAR))
    standing.focus(LINEAR)
    standing.note(only(report_of("full"), LINEAR))

    assert standing.view("", "").news == ""


def test_points_of_other_exercises_are_kept(standing: Standing, report_of: ReportOf) -> None:
    standing.note(only(report_of("full"), DROPOUT))

    assert standing.view("", "").points == (10 + 21 + 30 + 0, 100)
    assert [each.exercise for each in standing.view("", "").exercises] == list(EXERCISES)


def test_nothing_left_to_do_after_the_last_exercise(
    standing: Standing, report_of: ReportOf
) -> None:
    for exercise in EXERCISES:
        standing.focus(exercise)
        standing.note(only(report_of("full"), exercise))

    assert standing.view("", "").next_step.startswith("nothing is left to do; all 100 points")


def test_hints_come_one_by_one_and_stay_with_their_task(
    standing: Standing, report_of: ReportOf
) -> None:
    standing.focus(DROPOUT)
    texts = hints.read("3.2", ROOT)
    shown = []
    for _ in range(len(texts) + 1):
        standing.ask_hint()
        shown.append(standing.view("", "").hint)
    standing.focus(LINEAR)

    expected = [
        messages.chapter_hint(text, number, len(texts), "3.2")
        for number, text in enumerate(texts, 1)
    ]
    assert shown == [*expected, expected[-1]]
    assert standing.view("", "").hint == ""


def test_chapter_without_hints_is_said_to_have_none(report_of: ReportOf, tmp_path: Path) -> None:
    standing = Standing(tmp_path)
    standing.note(report_of("half"))
    standing.ask_hint()

    assert standing.view("", "").hint == messages.NO_HINTS


def test_no_hint_where_nothing_is_unmet(report_of: ReportOf) -> None:
    standing = Standing(ROOT)
    standing.note(report_of("full"))
    standing.ask_hint()

    assert standing.view("", "").hint == ""


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_hints_that_rise(task: str) -> None:
    texts = hints.read(task, ROOT)

    assert len(texts) >= 2
    assert all(text and "<" not in text[:1] for text in texts)


def test_hints_are_read_item_by_item(tmp_path: Path) -> None:
    chapter = tmp_path / "exercises" / LINEAR.folder / "README.md"
    chapter.parent.mkdir(parents=True)
    block = "<details>\n<summary>Hints for {}</summary>\n\n{}\n</details>\n\n"
    chapter.write_text(
        block.format("2.1", "1. First.")
        + block.format("2.2", "1. How many\n   rows, in 2.5 words?\n2. Which axis? ≠\n")
        + "1. No hint.\n",
        encoding="utf-8",
    )

    assert hints.read("2.2", tmp_path) == ("How many rows, in 2.5 words?", "Which axis? ≠")
    assert hints.read("2.3", tmp_path) == ()
    assert hints.read("3.1", tmp_path) == ()


@pytest.mark.parametrize(
    ("message", "known", "task"),
    [("wrong", None, "2.1"), ("wrong", "2.3", "2.3"), ("TODO 1.3: Layer.parameters", None, "1.3")],
)
def test_the_task_is_that_of_the_place_or_the_first(
    message: str, known: str | None, task: str
) -> None:
    outcome = Outcome.NOT_STARTED if message.startswith("TODO") else Outcome.FAILED
    observed = Observed("x", outcome, message, path=LINEAR.path, task=known)

    assert hints.task(Graded(GradedTest("x", LINEAR.folder, "It works.", 3), observed)) == task
