"""What a student reads of each mistake of the table; ``--all-pairs`` takes all, not a share."""

from collections.abc import Iterator

import pytest

from tests.messages import cases
from tests.messages.cases import Case
from tinytorch.grading.run.isolation.trusted.launcher import Launcher

SHARE = 12  #: each twelfth


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        known = cases.read_all()
        chosen = known if metafunc.config.getoption("all_pairs") else known[::SHARE]
        metafunc.parametrize("case", chosen, ids=str)


@pytest.fixture(scope="module")
def launcher() -> Iterator[Launcher]:
    with cases.grading() as launcher:
        yield launcher


def test_the_next_step_is_what_a_teacher_would_name(case: Case, launcher: Launcher) -> None:
    told = cases.told(case, launcher)

    assert [words for words in case.next if words not in told.next] == []
    assert [words for words in case.says if words not in " ".join(told.says.split())] == []
    assert case.at is None or case.at in told.line


def test_each_case_says_what_is_expected() -> None:
    assert [str(case) for case in cases.read_all() if not case.next] == []
    assert len(cases.read_all()) >= 190
