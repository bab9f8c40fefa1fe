"""Files inside zips that are damaged, or packed so that they cannot be trusted."""

import zipfile
from pathlib import Path

import pytest

from tinytorch.grading.given.trees import Refused
from tinytorch.grading.given.zips import Zip


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_damaged_member_costs_nobody_else_anything(tmp_path: Path, method: int) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", method) as file:
        file.writestr("ada/linear.py", bytes(range(256)))
        file.writestr("bob/linear.py", b"x = 2\n", zipfile.ZIP_DEFLATED)
    content = bytearray(path.read_bytes())
    begin = content.index(b"linear.py") + len("linear.py")
    content[begin + 10 : begin + 30] = b"\xff" * 20
    path.write_bytes(content)

    with pytest.raises(Refused):
        Zip(path).read("ada/linear.py")
    assert Zip(path).read("bob/linear.py") == b"x = 2\n"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_can_ask_for_gigabytes_in_a_few_bytes_is_not_unpacked(
    tmp_path: Path, method: int
) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w", method) as file:
        file.writestr("ada/linear.py", b"x = 1\n")

    with pytest.raises(Refused):
        Zip(tmp_path / "class.zip").read("ada/linear.py")
