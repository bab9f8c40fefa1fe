"""The call that an exception is told with."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tinytorch.core.tensor import Tensor
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.verdict import call_text
from tinytorch.testing import linear


class Wrong:
    """A layer whose every step fails but the first."""

    def __init__(self, *sizes: int, bias: bool = True, p: float = 0.5) -> None:
        if p == 1 or sizes == (1, 2):
            raise ZeroDivisionError

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        raise ZeroDivisionError


def told(folder: Path, body: str, **known: Any) -> call_text.Call | None:
    """Return the call in which a graded test of exercise 02 ends."""
    path = folder / "02_linear" / "test_1_contract.py"
    path.parent.mkdir()
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    path.write_text(f"def test(nn, Tensor, linear, {', '.join(known)}):\n{lines}", encoding="utf-8")
    test = runpy.run_path(str(path))["test"]
    with pytest.raises((ZeroDivisionError, ValueError)) as caught:
        test(SimpleNamespace(Linear=Wrong), Tensor, linear, **known)
    return call_text.of(caught.value)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "layer = nn.Linear(3, 5)\nlayer.forward(Tensor(small))",
            "layer.forward(small), with small = [1, 2]",
        ),
        (
            "y = nn.Linear(3, 5).forward(Tensor(large), training=False)",
            "Linear(3, 5).forward(large, training=False), with large of shape (30, 40)",
        ),
        ("for p in [0.25, 1.0]:\n    nn.Linear(p=p)", "Linear(p=1)"),
        ("for shape in [(3, 4), (1, 2)]:\n    nn.Linear(*shape)", "Linear(1, 2)"),
        ("linear(nn, weight=small[None])", "Linear(1, 2, bias=True)"),
        ("nn.Linear().forward(\n    Tensor([1.0]),\n)", "Linear().forward(Tensor([1.0]))"),
    ],
    ids=["small", "large", "number", "shape", "helper", "lines"],
)
def test_a_call_reads_as_a_student_would_write_it(tmp_path: Path, body: str, text: str) -> None:
    call = told(tmp_path, body, small=np.array([1, 2]), large=np.zeros((30, 40)))

    assert call is not None
    assert call.exercise is EXERCISES[1]
    assert call.text == text


def test_a_call_whose_values_are_unknown_is_not_told(tmp_path: Path) -> None:
    call = told(tmp_path, "nn.Linear(*list(shape))", shape=(1, 2))

    assert call is None


def test_what_is_no_call_is_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, "a, b = nothing", nothing=[]) is None


def test_no_test_no_call() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        Wrong().forward(Tensor([1]))

    assert call_text.of(caught.value) is None
