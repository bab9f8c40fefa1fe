"""The generated class: what it is made of."""

from collections import Counter

import pytest

from tests.classroom.generate import HANGS, SPOILED, make, write, write_roster
from tests.classroom.references import methods, reference, right, stub, tasks, unsolved, wrong
from tinytorch.course.classroom.handed_in import roster
from tinytorch.course.classroom.handed_in.downloads import find
from tinytorch.grading.model import EXERCISES


def test_the_same_seed_makes_the_same_class():
    assert make(20, 1) == make(20, 1)
    assert make(20, 1) != make(20, 2)


def test_a_class_has_the_shares_that_the_scale_is_measured_with():
    kinds = Counter(student.kind.partition(":")[0] for student in make(300, 1))

    assert (kinds["broken"], kinds["hanging"]) == (45, 15)
    assert kinds["solved"] > 30
    assert kinds["half"] > 100


def test_no_two_students_hand_in_the_same_bytes():
    made = make(100, 1)

    assert len({tuple(sorted(student.files.items())) for student in made}) == len(made)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_a_class_draws_on_the_bank_and_on_right_answers(exercise):
    assert len(wrong(exercise)) > 20
    assert len(right(exercise)) > 5


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_an_answer_without_any_method_solved_raises_as_the_stub_does(exercise):
    untouched = methods(stub(exercise), exercise.class_name)

    for answer in (reference(exercise), *wrong(exercise)):
        left = methods(unsolved(answer, exercise, tasks(exercise)), exercise.class_name)
        assert {name: left[name] for name in untouched} == untouched


def test_everything_that_spoils_a_file_does():
    files = make(1, 1)[0].files
    for spoil in SPOILED.values():
        assert spoil(dict(files), EXERCISES[1].path) != files
    assert all(any(old in text for text in files.values()) for old, _ in HANGS)


def test_the_class_is_found_and_belongs_to_its_roster(tmp_path):
    made = make(12, 1)
    write(tmp_path / "submissions", made)
    write_roster(tmp_path / "roster.csv", made)

    entries = find(tmp_path / "submissions", roster.read(tmp_path / "roster.csv"))

    assert len(entries) == 12
    assert all(entry.found and entry.student.on_roster for entry in entries)
