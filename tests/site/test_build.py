"""The same commit gives the same site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import nightly
from tests.release.making import commit_checkout
from tests.site.conftest import UPLOAD
from tinytorch.course.site.site_command import PACKAGES, ROOT


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@nightly
def test_the_same_commit_gives_the_same_bytes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    again = commit_checkout(tmp_path_factory.mktemp("repository"))
    there = again / PACKAGES.relative_to(ROOT)
    there.parent.mkdir(exist_ok=True)
    there.symlink_to(PACKAGES)
    command = ("-P", "-m", "tinytorch.course.site", str(tmp_path / "site"), "--upload", UPLOAD)

    # Another process, which orders sets in another way.
    environment = {**os.environ, "PYTHONPATH": str(again), "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, *command], env=environment, check=True)

    first, second = contents(folder / "course"), contents(tmp_path / "site")
    assert first.keys() == second.keys()
    assert [name for name, content in first.items() if content != second[name]] == []
