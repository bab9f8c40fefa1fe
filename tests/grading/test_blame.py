"""Where the grader failed there is no grade; a test that a value of the student's ended, fails."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tinytorch.grading.verdict import blame, newer


class Odd:
    """A layer that gives what no test expects."""

    weight = None

    def forward(self, x: object) -> object:
        return [x]


def ended(folder: Path, body: str) -> BaseException:
    """Return what ends a graded test of exercise 02."""
    path = folder / "02_linear" / "test_1_contract.py"
    path.parent.mkdir()
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    path.write_text(f"def test_it(nn, rng):\n{lines}", encoding="utf-8")
    test: Any = runpy.run_path(str(path))["test_it"]
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - each body has its own
        test(SimpleNamespace(Linear=Odd), None)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        "layer = nn.Linear()\nlayer.weight.shape",
        "y = nn.Linear().forward(1)\nfor value in y:\n    value.data",
        "a, b = nn.Linear().forward(1)",
        "layers = [nn.Linear() for _ in range(2)]\nassert layers[0].weight is not None",
        "with nn.Linear() as layer:\n    pass",
    ],
    ids=["attribute", "loop", "unpacked", "assert", "with"],
)
def test_what_a_value_of_the_students_ends_is_the_students(tmp_path: Path, body: str) -> None:
    assert blame.comes_of_a_value(ended(tmp_path, body))


@pytest.mark.parametrize(
    "body",
    [
        "1 / 0",
        "layer = nn.Linear()\nexpected = [1, 2][3]",
        "nn.Linear()\nlayr.forward(1)",
        "import no_such_module",
        "rng.normal()",
    ],
    ids=["division", "index", "name", "import", "fixture"],
)
def test_what_ends_without_a_value_of_the_students_is_ours(tmp_path: Path, body: str) -> None:
    assert not blame.comes_of_a_value(ended(tmp_path, body))


def test_an_error_outside_of_every_test_is_ours() -> None:
    assert not blame.comes_of_a_value(TypeError("nowhere"))


@pytest.mark.parametrize(
    ("message", "line", "version"),
    [
        ("invalid syntax", "type Row = list[float]", "3.12"),
        ("expected '('", "def first[T](items):", "3.12"),
        ("invalid syntax", "class Box[T]:", "3.12"),
        ("f-string: unmatched '['", """print(f"{sizes["in"]}")""", "3.12"),
        ("f-string expression part cannot include a backslash", "f'{x}'", "3.12"),
        ("multiple exception types must be parenthesized", "except A, B:", "3.14"),
        ("invalid syntax", 't"{name}"', "3.14"),
    ],
)
def test_syntax_of_a_newer_python_is_told_by_its_version(
    message: str, line: str, version: str
) -> None:
    found = newer.of_syntax(message, line, (3, 11))

    assert found is not None
    assert (found.name or "").endswith(f"needs Python {version}")
    assert newer.of_syntax(message, line, (3, 14)) is None


@pytest.mark.parametrize(
    "line", ["type(x) == y", "print(f'{a}' 'b')", "text = get('{', '}')", "if x == y", "at['x']"]
)
def test_other_lines_are_of_no_newer_python(line: str) -> None:
    assert newer.of_syntax("invalid syntax", line, (3, 11)) is None


def test_names_of_modules_come_and_go() -> None:
    override = "cannot import name 'override' from 'typing' (unknown location)"
    batched = "module 'itertools' has no attribute 'batched'"

    assert "Python 3.12 brought typing.override" in newer.of_name(override, (3, 11)).advice  # type: ignore[union-attr]
    assert "Python 3.12 brought itertools.batched" in newer.of_name(batched, (3, 11)).advice  # type: ignore[union-attr]
    assert newer.of_name(override, (3, 13)) is None
    assert "no imp any more" in newer.of_name("No module named 'imp'", (3, 12)).advice  # type: ignore[union-attr]
    assert newer.of_name("No module named 'torch'", (3, 11)) is None
