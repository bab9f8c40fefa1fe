"""The site holds no trace of the reference, neither as files nor in its archive of the course."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.release.traces import contents, traces

#: Of the packages, whose code is others'; what is no text; and archives.
_OTHERS = ("packages/", "course/pyodide/")
_NO_TEXT = (".wasm", ".whl", ".zip", ".png", ".woff2", ".ttf", ".woff")


def own(files: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return what is made here and can be read."""
    return {n: c for n, c in files if not n.startswith(_OTHERS) and not n.endswith(_NO_TEXT)}


def test_no_file_holds_an_answer(folder: Path) -> None:
    files = own(contents(folder))

    assert traces(iter(files.items())) == {}
    assert "course/exercises.html" in files


def test_the_archive_of_the_course_holds_no_answer(folder: Path) -> None:
    with zipfile.ZipFile(folder / "course" / "course.zip") as archive:
        files = own((name, archive.read(name)) for name in archive.namelist())

    assert traces(iter(files.items())) == {}
    assert "exercises/01_layer/test_2_values.py" in files
