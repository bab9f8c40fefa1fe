"""A release of the checkout as it is now, made once for all tests that ask for it."""

import shutil
from pathlib import Path

import pytest

from tests.release.making import commit_checkout, compile_all, run_release_of_its_own


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository of one commit, which holds the checkout's files as they are now."""
    return commit_checkout(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="session")
def release(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a release; tests leave it as it is."""
    out = tmp_path_factory.mktemp("release")
    done = run_release_of_its_own(repository, out)
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.fixture(scope="session")
def compiled(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the release with the byte code that a second run finds."""
    folder = tmp_path_factory.mktemp("compiled") / "release"
    shutil.copytree(release, folder)
    compile_all(folder / "template")
    compile_all(folder / "classroom50")
    return folder


@pytest.fixture
def template(compiled: Path, tmp_path: Path) -> Path:
    """Give a copy of the student template."""
    return Path(shutil.copytree(compiled / "template", tmp_path / "template"))
