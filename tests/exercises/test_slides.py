"""The slides say what the chapters say, and send to the exercises as they are."""

from __future__ import annotations

import re

import pytest

from tests.exercises.chapters import CHAPTERS, SLIDES
from tests.exercises.test_chapters import HEAD
from tinytorch.grading.given import catalogue

TITLES_AND_NOTES = [
    (re.findall("^##? (.+)$", slide, re.M), slide.partition("\nNote:\n")[2].strip())
    for slide in SLIDES.text.split("\n---\n")
]


def test_each_slide_has_one_title_and_notes_for_the_speaker():
    assert [titles for titles, _ in TITLES_AND_NOTES if len(titles) != 1] == []
    assert [titles for titles, notes in TITLES_AND_NOTES if not notes] == []


def test_two_lectures_have_about_two_dozen_slides():
    assert 22 <= len(TITLES_AND_NOTES) <= 28


@pytest.mark.parametrize("chapter", CHAPTERS[1:5], ids=lambda chapter: chapter.name)
def test_each_exercise_has_its_place_with_its_file_points_and_time(chapter):
    exercise = chapter.exercise
    possible = sum(test.points for test in catalogue.read(chapter.path.parents[2], [exercise]))
    time = chapter.table(*HEAD)[0][0]

    _, _, slide = SLIDES.text.partition(f"## Now you: exercise {exercise.number}\n")

    assert slide.startswith(f"\n`{exercise.path}`\n\n{possible} points, {time}")


def test_the_chain_of_shapes_is_that_of_the_chapter():
    (chain,) = [block.code for block in CHAPTERS[4].blocks if block.language == "text"]
    (flow,) = re.findall(r'<div class="flow">(.+?)</div>', SLIDES.text, re.S)

    assert re.findall(r"\d+", flow) == re.findall(r"\d+", chain)
