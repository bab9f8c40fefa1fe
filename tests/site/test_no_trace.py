"""The site holds no trace of the reference, neither as files nor in its archives."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.release.traces import contents, traces


def packed(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give what lies in the archives that are made here; Python's own has others' code."""
    for path in set(folder.rglob("*.zip")) - set(folder.rglob("python_stdlib.zip")):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())


def test_no_file_holds_an_answer(folder: Path) -> None:
    # What others have built is packed, or no text.
    own = (each for each in contents(folder) if not each[0].endswith((".wasm", ".whl", ".zip")))

    assert traces(own) == {}


def test_no_archive_holds_an_answer(folder: Path) -> None:
    inside = list(packed(folder))

    assert traces(iter(inside)) == {}
    assert sum(name.endswith("layer.py") for name, _ in inside) > 0
