"""Where a student is to look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tinytorch.grading.given import todos
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.verdict.file import outline, places
from tinytorch.grading.verdict.file.answers import Answer
from tinytorch.grading.verdict.file.places import Place

PATH = "exercises/02_linear/linear.py"
STUDENT = '''\
class Helper:
    def forward(self, x):
        return x


class Linear(Layer):
    """A map.

    def forward(self, x): the next line is text as well
    class Other:
    """

    class Inner:
        def forward(self, x):
            return x

    def __init__(self, n):
        self.n = n

    @checked
    def forward(
        self, x
    ):
        return self._product(x)

    def _product(self, x):
        return x

    def parameters(self):
        return [
            self.n,
        ]
'''.splitlines()


@dataclass
class Scene:
    """A student's linear.py, and where its methods say that they begin."""

    source: Sequence[str] = tuple(STUDENT)
    begins: dict[str, tuple[str, int]] = field(default_factory=dict)

    def called(self) -> tuple[str, str] | None:
        return None

    def defined(self, class_name: str, method: str) -> tuple[str, int] | None:
        return self.begins.get(f"{class_name}.{method}")

    def path(self, class_name: str) -> str:
        return next(each.path for each in EXERCISES if each.class_name == class_name)

    def lines(self, path: str) -> Sequence[str]:
        return self.source if path == PATH else ()


def test_an_outline_leaves_out_what_is_text() -> None:
    named = [each.qualified for each in outline.read(STUDENT).definitions]

    assert named == [
        "Helper",
        "Helper.forward",
        "Linear",
        "Linear.Inner",
        "Linear.Inner.forward",
        "Linear.__init__",
        "Linear.forward",
        "Linear._product",
        "Linear.parameters",
    ]


@pytest.mark.parametrize(
    ("line", "task"), [(3, None), (15, None), (18, "2.1"), (24, "2.2"), (27, None), (31, "2.3")]
)
def test_a_line_belongs_to_the_task_of_its_own_method(line: int, task: str | None) -> None:
    assert places.of_error(PATH, line, (), STUDENT) == Place(PATH, line, task=task)


def test_a_line_of_a_helper_belongs_to_the_task_that_called_it() -> None:
    through = ("Linear._product", "Linear.forward", "Linear.__call__")

    assert places.of_error(PATH, 27, through, STUDENT) == Place(PATH, 27, task="2.2")


@pytest.mark.parametrize(
    ("method", "line", "definition", "task"),
    [
        ("__init__", 17, "__init__", "2.1"),
        ("parameters", 29, "parameters", "2.3"),
        ("__call__", 21, "forward", "2.2"),
        ("missing", 6, "class Linear", None),
    ],
)
def test_a_wrong_value_belongs_to_the_method_that_gave_it(
    method: str, line: int, definition: str, task: str | None
) -> None:
    assert Answer(Scene(), "Linear").beginning(method) == Place(PATH, line, definition, task)


def test_the_method_itself_says_where_it_begins() -> None:
    decorated = Scene(begins={"Linear.forward": (PATH, 20)})
    assigned = Scene(begins={"Linear.forward": (PATH, 26)})
    inherited = Scene(begins={"Linear.forward": ("exercises/01_layer/layer.py", 10)})

    assert Answer(decorated, "Linear").beginning("forward") == Place(PATH, 21, "forward", "2.2")
    assert Answer(assigned, "Linear").beginning("forward") == Place(PATH, 26, "_product", "2.2")
    assert Answer(inherited, "Linear").beginning("forward") == Place(PATH, 6, "class Linear", "2.2")


def test_a_file_that_could_be_anything_has_a_first_line() -> None:
    empty = Scene(source=("x = 1",))

    assert Answer(empty, "Linear").beginning("forward") == Place(PATH, 1)
    assert places.of_error("elsewhere.py", 3, (), ["x = 1"]) == Place("elsewhere.py", 3)


def test_without_the_stubs_no_task_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todos, "pristine", lambda exercise: Path(exercise.folder, "missing.txt"))

    assert places.of_error(PATH, 18, (), STUDENT) == Place(PATH, 18)


def test_each_method_of_a_stub_has_its_task() -> None:
    assert todos.tasks(EXERCISES[0]) == {"forward": "1.1", "__call__": "1.2", "parameters": "1.3"}
