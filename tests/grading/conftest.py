"""Reports to render: the golden situations, read from their JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tinytorch.grading.model import Report
from tinytorch.grading.reports.json import parse

GOLDEN = Path(__file__).parent / "golden"
SITUATIONS = sorted(path for path in GOLDEN.iterdir() if path.is_dir())


def read_report(path: Path) -> Report:
    """Return the report that a JSON report describes."""
    return parse(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(params=SITUATIONS, ids=[folder.name for folder in SITUATIONS])
def situation(request: pytest.FixtureRequest) -> Path:
    """Give the folder of each golden situation in turn."""
    folder: Path = request.param
    return folder


@pytest.fixture
def report(situation: Path) -> Report:
    """Give the report of each golden situation in turn."""
    return read_report(situation / "report.json")


@pytest.fixture
def report_of() -> Callable[[str], Report]:
    """Give the report of a golden situation."""
    return lambda situation: read_report(GOLDEN / situation / "report.json")
