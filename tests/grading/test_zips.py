"""Reading a submission out of a zip that may be hostile."""

import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tinytorch.grading.given import submission, zips
from tinytorch.grading.given.submission import SubmittedFile
from tinytorch.grading.given.trees import Refused
from tinytorch.grading.given.zips import Zip
from tinytorch.grading.model import GradingError

LINEAR = "exercises/02_linear/linear.py"

Write = Callable[[zipfile.ZipFile], object]


def made(path: Path, write: Write) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        write(file)
    zips._kept.cache_clear()
    return path


def read(folder: Path, write: Write) -> dict[str, SubmittedFile]:
    path = made(folder / "ada.zip", write)
    return {file.path: file for file in submission.read(path, folder).files}


def test_the_files_are_read(tmp_path: Path) -> None:
    files = read(tmp_path, lambda file: file.writestr(LINEAR, b"x = 1"))

    assert files[LINEAR].source == b"x = 1"


def test_backslashes_part_folders_too(tmp_path: Path) -> None:
    def write(file: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("linear.py")
        info.filename = "ada\\linear.py"
        file.writestr(info, b"x = 1")

    assert read(tmp_path, write)["ada/linear.py"].source == b"x = 1"


def test_a_link_is_no_answer(tmp_path: Path) -> None:
    def write(file: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(LINEAR)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")

    assert read(tmp_path, write)[LINEAR].problem == (
        f"{LINEAR} is not a regular file: put your Python file in its place."
    )


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    files = read(tmp_path, lambda file: file.writestr(LINEAR, b"\0" * 50_000_000))

    assert files[LINEAR].source is None
    assert "has 50,000,000 bytes and is not read" in str(files[LINEAR].problem)


def test_a_bomb_that_lies_about_its_size_is_refused_as_well(tmp_path: Path) -> None:
    path = made(tmp_path / "a.zip", lambda file: file.writestr("linear.py", b"\0" * 50_000_000))
    content = bytearray(path.read_bytes())
    claimed = content.index(b"PK\x01\x02") + 24
    content[claimed : claimed + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    zips._kept.cache_clear()

    with pytest.raises(Refused, match=r"linear\.py is damaged or encrypted in its zip"):
        Zip(path).read("linear.py")


def test_of_two_members_of_one_name_the_last_counts_as_for_every_unzip(tmp_path: Path) -> None:
    def write(file: zipfile.ZipFile) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr(LINEAR, b"first")
            file.writestr(LINEAR, b"last")

    assert read(tmp_path, write)[LINEAR].source == b"last"


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")

    with pytest.raises(GradingError, match=r"a\.zip cannot be read \(File is not a zip file\)"):
        Zip(tmp_path / "a.zip")


@pytest.mark.parametrize("codec", ["utf-8", "cp437", "cp850", "cp1252"])
@pytest.mark.parametrize("name", ["Zoë Müller", "Ágnes Ñandú"])
def test_names_without_the_flag_are_read_as_what_they_are(
    tmp_path: Path, codec: str, name: str
) -> None:
    try:
        spelt = name.encode(codec)
    except UnicodeEncodeError:
        pytest.skip("no writer spells the name so")
    placeholder = "x" * len(spelt)
    path = made(tmp_path / "a.zip", lambda file: file.writestr(f"{placeholder}/linear.py", b"x"))
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), spelt))
    zips._kept.cache_clear()

    assert Zip(path).names() == [f"{name}/linear.py"]
