"""Each stub is what is derived from the reference, and each exercise is fit to be worked on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tinytorch.course.stubs import derive_stub
from tinytorch.grading.given import catalogue
from tinytorch.grading.model import EXERCISES, Exercise

ROOT = Path(__file__).resolve().parents[2]
POINTS = {"01_layer": 10, "02_linear": 35, "03_dropout": 30, "04_sequential": 25}
TITLE = 58  # what the terminal report leaves of 80 columns
LINES = 15  # what is read at a glance
LEVELS = ("contract", "values", "edges", "network")

REFERENCE = '''\
"""A module."""


class Scale(Layer):
    def __init__(self, factor):
        # Task 9.1 (1 line): keep the factor.
        self.factor = factor

    def forward(self, x):
        """Multiply."""
        # Task 9.2 (1 line): multiply
        # each element.

        # A why of the reference.
        return x * self.factor


LIMIT = 3
'''

STUB = '''\
"""A module."""


class Scale(Layer):
    def __init__(self, factor):
        # TODO 9.1 (1 line): keep the factor.
        raise NotImplementedError("TODO 9.1: Scale.__init__ in exercises/09_scale/scale.py")

    def forward(self, x):
        """Multiply."""
        # TODO 9.2 (1 line): multiply
        # each element.
        raise NotImplementedError("TODO 9.2: Scale.forward in exercises/09_scale/scale.py")


LIMIT = 3
'''

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.folder)


def test_an_answer_gives_way_to_an_error_that_names_its_task():
    assert derive_stub(REFERENCE, "exercises/09_scale/scale.py") == STUB


def test_an_error_too_long_for_a_line_is_wrapped():
    path = "exercises/09_a_long_name/a_rather_long_file_name.py"

    stub = derive_stub(REFERENCE, path)

    assert max(map(len, stub.splitlines())) <= 100
    assert f'(\n            "TODO 9.2: Scale.forward in {path}"\n        )' in stub


def test_a_reference_without_tasks_is_refused():
    with pytest.raises(ValueError, match=r"^scale.py: no comment begins '# Task n.m"):
        derive_stub("class Scale:\n    pass\n", "scale.py")


def test_a_task_outside_a_method_is_refused():
    reference = "if True:\n    # Task 9.1 (1 line): nothing.\n    pass\n"

    with pytest.raises(ValueError, match=r"^scale.py: the comment of line 2 belongs into a method"):
        derive_stub(reference, "scale.py")


@each_exercise
def test_the_stub_is_what_is_derived_from_the_reference(exercise: Exercise):
    reference = (ROOT / "solutions" / exercise.folder / exercise.file).read_text("utf-8")

    assert (ROOT / exercise.path).read_text("utf-8") == derive_stub(reference, exercise.path)


@each_exercise
def test_every_hole_stands_below_its_todo_and_tasks_are_numbered_in_order(exercise: Exercise):
    stub = (ROOT / exercise.path).read_text("utf-8")
    todo = re.findall(r"# TODO (\d\.\d) \((?:about )?\d+ lines?\): \S", stub)
    holes = re.findall(r'NotImplementedError\(\s*"TODO (\d\.\d): \w+\.\w+ in (\S+)"', stub)

    assert todo == [f"{int(exercise.number)}.{n}" for n in (1, 2, 3)]
    assert holes == [(number, exercise.path) for number in todo]


@each_exercise
def test_the_points_of_an_exercise_add_up(exercise: Exercise):
    graded = catalogue.read(ROOT, [exercise])

    assert sum(test.points for test in graded) == POINTS[exercise.folder]


@each_exercise
def test_graded_files_rise_from_contract_to_network(exercise: Exercise):
    names = sorted(path.name for path in (ROOT / "exercises" / exercise.folder).glob("test_*.py"))

    assert names == [f"test_{n}_{level}.py" for n, level in enumerate(LEVELS[: len(names)], 1)]


@each_exercise
def test_every_test_function_earns_points_and_has_a_title_for_one_row(exercise: Exercise):
    graded = {test.nodeid: test.title for test in catalogue.read(ROOT, [exercise])}
    written = {
        f"{path.relative_to(ROOT).as_posix()}::{item.name}"
        for path in (ROOT / "exercises" / exercise.folder).glob("test_*.py")
        for item in ast.parse(path.read_text("utf-8")).body
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test_")
    }

    assert written == graded.keys()
    assert len(set(graded.values())) == len(graded)
    assert [title for title in graded.values() if len(title) > TITLE or title[-1] != "."] == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.folder)
def test_graded_tests_are_short(exercise: Exercise):
    lines = {
        item.name: (item.end_lineno or 0) - item.lineno + 1
        for path in (ROOT / "exercises" / exercise.folder).glob("test_*.py")
        for item in ast.parse(path.read_text("utf-8")).body
        if isinstance(item, ast.FunctionDef)
    }

    assert {name: count for name, count in lines.items() if count > LINES} == {}


def test_few_points_need_another_exercise_and_their_titles_say_so():
    needing = [test for test in catalogue.read(ROOT) if "(needs exercise" in test.title]

    assert sum(test.points for test in needing) <= 3
