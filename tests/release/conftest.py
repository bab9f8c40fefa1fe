"""A release of the checkout as it is now, made once for all tests that ask for it."""

import shutil
from pathlib import Path

import pytest

from tests.release.making import commit_checkout, run_release


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository of one commit, which holds the checkout's files as they are now."""
    return commit_checkout(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a release; tests leave it as it is."""
    out = tmp_path_factory.mktemp("release")
    done = run_release(repository, out)
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.fixture
def template(release: Path, tmp_path: Path) -> Path:
    """Give a copy of the student template."""
    return Path(shutil.copytree(release / "template", tmp_path / "template"))
