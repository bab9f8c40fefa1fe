"""What the site is made with: fetched, checked, and told where it cannot be had."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tinytorch.course.release.checkout import File
from tinytorch.course.site import packages
from tinytorch.grading.model import GradingError

NAME = "numpy.whl"


@pytest.fixture
def pyodide(tmp_path: Path) -> Path:
    """Give a folder whose lock names the file `NAME`, which holds `right`."""
    entry = {"file_name": NAME, "sha256": hashlib.sha256(b"right").hexdigest()}
    lock = {"info": {"version": "0"}, "packages": {"numpy": entry}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return tmp_path


def test_a_folder_without_numpy_is_named(
    pyodide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(packages.FOLDER, str(tmp_path))

    with pytest.raises(packages.Unavailable, match=f"name a folder that holds {NAME}"):
        packages.numpy(pyodide, tmp_path / "kept")


def test_another_numpy_is_refused_and_not_kept(
    pyodide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(packages.FOLDER, str(tmp_path))
    (tmp_path / NAME).write_bytes(b"wrong")

    with pytest.raises(GradingError, match="fetch it anew") as refused:
        packages.numpy(pyodide, tmp_path / "kept")
    (tmp_path / NAME).write_bytes(b"right")

    assert not isinstance(refused.value, packages.Unavailable)
    assert packages.numpy(pyodide, tmp_path / "kept").read_bytes() == b"right"


def test_a_machine_without_npm_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    locks = {name: File(b"{}") for name in ("package.json", "package-lock.json")}

    with pytest.raises(packages.Unavailable, match=r"install Node\.js"):
        packages.npm(locks, tmp_path / "kept")
