"""The catalogue reads points from syntax, and refuses what it cannot read."""

import re
from pathlib import Path

import pytest

from tinytorch.grading.given import catalogue
from tinytorch.grading.given.catalogue import CatalogueError
from tinytorch.grading.model import EXERCISES, GradedTest

LINEAR = EXERCISES[1]
HEAD = "import pytest\n\n\n"
GOOD = HEAD + '@pytest.mark.points(3)\ndef test_one(nn):\n    """One holds."""\n'


def write(root: Path, text: str, file: str = "test_1_contract.py") -> Path:
    folder = root / "exercises" / LINEAR.folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    return root


def test_lists_tests_in_file_order_then_source_order(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("test_one", "test_z") + GOOD.replace("test_one", "test_a"))
    write(tmp_path, GOOD, "test_0_first.py")
    (tmp_path / "exercises" / LINEAR.folder / "linear.py").write_text("raise SystemExit")

    tests = catalogue.read(tmp_path, [LINEAR])

    assert [test.nodeid for test in tests] == [
        "exercises/02_linear/test_0_first.py::test_one",
        "exercises/02_linear/test_1_contract.py::test_z",
        "exercises/02_linear/test_1_contract.py::test_a",
    ]
    assert tests[0] == GradedTest(tests[0].nodeid, "02_linear", "One holds.", 3)


def test_takes_the_first_line_of_a_docstring_as_title(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("One holds.", "\n    The title.\n\n    And more.\n    "))

    (test,) = catalogue.read(tmp_path, [LINEAR])

    assert test.title == "The title."


def test_leaves_out_what_has_no_points(tmp_path: Path) -> None:
    more = "@pytest.mark.parametrize('n', [1])\ndef test_two(n): ...\n\ndef helper(): ...\n"
    write(tmp_path, GOOD + more)

    assert len(catalogue.read(tmp_path, [LINEAR])) == 1


def test_never_runs_a_test_file(tmp_path: Path) -> None:
    write(tmp_path, GOOD + "raise SystemExit\n")

    assert len(catalogue.read(tmp_path, [LINEAR])) == 1


def test_reads_points_among_other_decorators(tmp_path: Path) -> None:
    parametrised = "@pytest.mark.parametrize('n', [1, 2])\n@pytest.mark.points(3)"
    write(tmp_path, GOOD.replace("@pytest.mark.points(3)", parametrised))

    assert catalogue.read(tmp_path, [LINEAR])[0].points == 3


@pytest.mark.parametrize("points", ["", "0", "-1", "2.0", "True", "'3'", "n", "3, 4", "n=3", "1+1"])
def test_refuses_points_that_are_no_positive_integer(tmp_path: Path, points: str) -> None:
    write(tmp_path, GOOD.replace("points(3)", f"points({points})"))

    with pytest.raises(CatalogueError, match=r"test_1_contract\.py, line 4: points takes one pos"):
        catalogue.read(tmp_path, [LINEAR])


STRAYS = {
    "on a class": "@pytest.mark.points(3)\nclass TestIt:\n    pass\n",
    "on a method": "class TestIt:\n    @pytest.mark.points(3)\n    def test_it(self): ...\n",
    "on a helper": "@pytest.mark.points(3)\ndef helper(): ...\n",
    "on a coroutine": "@pytest.mark.points(3)\nasync def test_it(): ...\n",
    "in a branch": "if True:\n    @pytest.mark.points(3)\n    def test_it(): ...\n",
    "for a module": "pytestmark = pytest.mark.points(3)\n",
    "for a case": "CASE = pytest.param(1, marks=pytest.mark.points(3))\n",
    "under another name": "from pytest import mark\nTHREE = mark.points(3)\n",
}


@pytest.mark.parametrize("stray", STRAYS.values(), ids=STRAYS)
def test_refuses_points_in_another_place(tmp_path: Path, stray: str) -> None:
    write(tmp_path, GOOD + stray)

    with pytest.raises(CatalogueError, match=r"line \d+: points belong on a plain function"):
        catalogue.read(tmp_path, [LINEAR])


def test_refuses_two_markers(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("@", "@pytest.mark.points(1)\n@"))

    with pytest.raises(CatalogueError, match="line 5: a test has one points marker"):
        catalogue.read(tmp_path, [LINEAR])


def test_refuses_a_marker_that_is_not_called(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("points(3)", "points"))

    with pytest.raises(CatalogueError, match="line 4: points takes one positive integer"):
        catalogue.read(tmp_path, [LINEAR])


@pytest.mark.parametrize("docstring", ['"""  """', "pass"])
def test_refuses_a_test_without_a_title(tmp_path: Path, docstring: str) -> None:
    write(tmp_path, GOOD.replace('"""One holds."""', docstring))

    with pytest.raises(CatalogueError, match="line 5: test_one needs a docstring"):
        catalogue.read(tmp_path, [LINEAR])


def test_refuses_two_tests_of_one_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD + "def test_one(): ...\n")

    with pytest.raises(CatalogueError, match="line 7: test_one is already defined on line 5"):
        catalogue.read(tmp_path, [LINEAR])


@pytest.mark.parametrize(
    ("text", "said"), [("def (:\n", "invalid syntax."), ("\0", "source code string cannot")]
)
def test_names_a_file_that_is_not_python(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)

    words = re.escape(f"02_linear/test_1_contract.py, line 1: {said}")
    with pytest.raises(CatalogueError, match=words):
        catalogue.read(tmp_path, [LINEAR])


def test_refuses_an_exercise_without_graded_tests(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="exercises/02_linear holds no graded test"):
        catalogue.read(write(tmp_path, "x = 1\n"), [LINEAR])
