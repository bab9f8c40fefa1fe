"""A checkout of its own for the laboratory to measure, with some exercises solved."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinytorch.core import layers
from tinytorch.core.layers import EXERCISE_FILES

ROOT = Path(__file__).resolve().parents[2]

Solve = Callable[..., None]


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the layers be looked for in a folder with the stubs; give back what was changed."""
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    monkeypatch.setattr(layers, "ROOT", tmp_path)
    monkeypatch.setattr(layers, "_read", layers._read_checkout)
    monkeypatch.setenv("TINYTORCH_SOURCE", "exercises")
    layers.forget()
    yield tmp_path
    layers.forget()


@pytest.fixture
def solve(checkout: Path) -> Solve:
    """Put the reference in the place of some stubs, changed where `change` says so."""

    def solve(*names: str, change: tuple[str, str] = ("", "")) -> None:
        for name in names:
            source = (ROOT / "solutions" / EXERCISE_FILES[name]).read_text(encoding="utf-8")
            assert change[0] in source
            path = checkout / "exercises" / EXERCISE_FILES[name]
            path.write_text(source.replace(*change) if change[0] else source, encoding="utf-8")

    return solve
