"""The secret of a grader's checkout, and the inputs that follow from it."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tinytorch.grading.given import secret


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(secret.VARIABLE, raising=False)


def test_a_checkout_keeps_its_secret(tmp_path: Path) -> None:
    first = secret.of(tmp_path)

    assert len(first) == 32
    assert secret.of(tmp_path) == first
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["secret"]


@pytest.mark.skipif(os.name == "nt", reason="modes of files")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    secret.of(tmp_path)

    assert stat.S_IMODE((tmp_path / "build/secret").stat().st_mode) == 0o600


def test_those_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(secret.of, [tmp_path] * 32))

    assert len(set(found)) == 1


def test_several_machines_can_share_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(secret.VARIABLE, "of the whole run")

    assert secret.of(tmp_path / "one") == secret.of(tmp_path / "two")
    assert not (tmp_path / "one").exists()


def test_where_it_cannot_be_kept_each_run_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"")

    assert secret.of(tmp_path) != secret.of(tmp_path)


def test_the_same_seed_draws_other_inputs_under_another_secret() -> None:
    one, two = b"1" * 32, b"2" * 32

    assert secret.mixed(7, one) == secret.mixed(7, one)
    assert len({secret.mixed(7, one), secret.mixed(7, two), secret.mixed(8, one), 7}) == 4
