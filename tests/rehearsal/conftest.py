"""The release from which students' repositories are made, and what their jobs install."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal import runner
from tests.release.conftest import compiled, release, repository, template

__all__ = ["compiled", "release", "repository", "template"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the environments: the first job installs, as every one does elsewhere."""
    return tmp_path_factory.mktemp("installed")


@pytest.fixture(scope="module", autouse=True)
def _environments(installed: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_PROJECT_ENVIRONMENT", str(installed / "uv"))
        patch.setattr(runner, "INSTALLED", installed)
        yield
