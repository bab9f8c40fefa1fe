"""How often the graded tests blame right code by bad luck: all of it, added up in this one place.

Each check of random numbers enters what it risks, computed from its n, in a ledger. The ledger of
a run is read here; ``pytest tests/exercises/test_false_alarms.py -rP`` shows it.
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.verdicts import ROOT, grader
from tinytorch.grading.model import EXERCISES
from tinytorch.testing import RISKS, Risk

LIMIT = 1e-11

_STATED = re.compile(r"# n = (10\^\d+|\d+(?: \d{3})*)[^#]*?false alarm below (1e-\d+)", re.DOTALL)


@dataclass
class Ledger:
    """What each graded test of a run has risked."""

    risks: dict[str, list[Risk]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Iterator[None]:
        before = len(RISKS)
        yield
        if len(RISKS) > before:
            self.risks[item.nodeid] = RISKS[before:]
            self.sources[item.nodeid] = inspect.getsource(item.function)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Give the ledger of one run on the reference."""
    made = Ledger()
    with grader("direct", made) as grade:
        graded = grade({}, EXERCISES, 0)
    assert all(row.passed for row in graded.values())
    return made


def test_the_whole_suite_blames_right_code_less_than_once_in_a_hundred_billion_runs(ledger: Ledger):
    total = math.fsum(risk.probability for risks in ledger.risks.values() for risk in risks)

    for test, risks in ledger.risks.items():
        print(test)
        for risk in risks:
            print(f"    {risk.check}, n = {risk.n}: {risk.probability:.1e}")
    print(f"in all: {total:.1e}")
    assert 0 < total < LIMIT


def test_each_check_stays_below_the_limit(ledger: Ledger):
    checks = {risk.check for risks in ledger.risks.values() for risk in risks}

    assert len(checks) >= 10
    assert all(0 <= r.probability < LIMIT for risks in ledger.risks.values() for r in risks)


def test_each_test_states_its_n_and_no_less_than_its_risk(ledger: Ledger):
    for test, risks in ledger.risks.items():
        stated = _STATED.findall(_comments_joined(ledger.sources[test]))
        assert stated, f"{test} takes a risk and does not state it"

        numbers = {_number(n) for n, _ in stated}
        assert numbers <= {risk.n for risk in risks}, test
        assert math.fsum(r.probability for r in risks) < max(float(p) for _, p in stated), test


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("exercises/*/test_*.py"), *ROOT.glob("tinytorch/testing/*.py")],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_no_graded_test_touches_a_generator_of_the_submission(path: Any):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    of_numpy = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np.random"
    }

    assert "random" not in {name.name for node in imports for name in node.names}
    assert of_numpy <= {"Generator"}  # a type; `rng` comes from the fixture, and draws inputs only


def _comments_joined(source: str) -> str:
    """Return the source with each comment of several lines on one."""
    return re.sub(r"\n\s*# (?!n = )", " ", source)


def _number(text: str) -> int:
    base, _, exponent = text.partition("^")
    return int(base) ** int(exponent) if exponent else int(text.replace(" ", ""))
