"""Where a student is told to look."""

from pathlib import Path

import pytest

from tinytorch.grading.given import todos
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.verdict import places
from tinytorch.grading.verdict.places import Place

LAYER, LINEAR, *_ = EXERCISES
STUDENT = """\
class Linear(Layer):
    def __init__(self, n):
        self.n = n

    def forward(self, x):
        return self._product(x)

    def _product(self, x):
        return x

    def parameters(self):
        return [
            self.n,
        ]
""".splitlines()


@pytest.mark.parametrize(
    ("line", "task"), [(1, None), (3, "2.1"), (5, "2.2"), (9, "2.2"), (13, "2.3"), (99, "2.3")]
)
def test_an_exception_belongs_to_the_task_above_it(line: int, task: str | None) -> None:
    assert places.of_error(LINEAR.path, line, STUDENT) == Place(LINEAR.path, line, task=task)


@pytest.mark.parametrize(
    ("method", "line", "definition", "task"),
    [
        ("__init__", 2, "__init__", "2.1"),
        ("parameters", 11, "parameters", "2.3"),
        ("__call__", 5, "forward", "2.2"),
        ("missing", 1, "class Linear", None),
    ],
)
def test_a_wrong_value_belongs_to_the_method_that_gave_it(
    method: str, line: int, definition: str, task: str | None
) -> None:
    place = places.of_value("linear.py", method, STUDENT)

    assert place == Place("linear.py", line, definition, task)


def test_a_file_that_could_be_anything_has_a_first_line() -> None:
    assert places.of_value("linear.py", "forward", ["x = 1"]) == Place("linear.py", 1)
    assert places.of_error("elsewhere.py", 3, ["x = 1"]) == Place("elsewhere.py", 3)


def test_without_the_stubs_no_task_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todos, "pristine", lambda exercise: Path(exercise.folder, "missing.txt"))

    assert places.of_error(LINEAR.path, 3, STUDENT) == Place(LINEAR.path, 3)


def test_each_method_of_a_stub_has_its_task() -> None:
    assert todos.tasks(LAYER) == {"forward": "1.1", "__call__": "1.2", "parameters": "1.3"}
