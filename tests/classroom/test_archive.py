"""Reading submissions out of a zip that may be hostile."""

import stat
import warnings
import zipfile

import pytest

from tests.classroom.places import REFERENCE
from tinytorch.course.classroom import archive, staging
from tinytorch.course.classroom.class_data import SubmissionFolder
from tinytorch.course.classroom.submission_grader import ROOT
from tinytorch.grading.given import submission

LINEAR = "exercises/02_linear/linear.py"


@pytest.fixture
def read(tmp_path):
    """Give a function that reads the submission in the folder ``ada`` of a zip."""

    def read(write):
        path = tmp_path / "class.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            write(file)
        archive._open.cache_clear()
        place = SubmissionFolder(path, "ada/")
        with staging.laid(lambda name: archive.read(place, name), staging.known(ROOT)) as folder:
            assert {path.resolve().is_relative_to(folder) for path in folder.rglob("*")} <= {True}
            return {file.path: file for file in submission.read(folder, ROOT).files}

    return read


def test_the_files_of_a_student_are_read(read):
    files = read(lambda file: [file.writestr(f"ada/{n}", c) for n, c in REFERENCE.items()])

    assert {name: file.source for name, file in files.items()} == REFERENCE


def test_bare_files_and_backslashes_are_read_too(read):
    def write(file):
        info = zipfile.ZipInfo("ada/linear.py")
        info.filename = "ada\\linear.py"
        file.writestr(info, b"x = 1")

    assert read(write)["linear.py"].source == b"x = 1"


def test_a_link_is_no_answer(read):
    def write(file):
        info = zipfile.ZipInfo(f"ada/{LINEAR}")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")

    assert read(write)[LINEAR].problem == (
        f"{LINEAR} is not a regular file: put your Python file in its place."
    )


def test_a_bomb_is_refused_before_it_is_unpacked(read):
    files = read(lambda file: file.writestr(f"ada/{LINEAR}", b"\0" * 50_000_000))

    assert files[LINEAR].source is None
    assert "has 50,000,000 bytes and is not read" in files[LINEAR].problem


def test_a_bomb_that_lies_about_its_size_is_refused_as_well(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("ada/linear.py", b"\0" * 50_000_000)
    content = bytearray(path.read_bytes())
    claimed = content.index(b"PK\x01\x02") + 24
    content[claimed : claimed + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    archive._open.cache_clear()

    piece = archive.read(SubmissionFolder(path, "ada/"), "linear.py")

    assert piece == staging.Piece(regular=False)


def test_of_two_members_of_one_name_the_last_counts_as_for_every_unzip(read):
    def write(file):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr(f"ada/{LINEAR}", b"first")
            file.writestr(f"ada/{LINEAR}", b"last")

    assert read(write)[LINEAR].source == b"last"


def test_names_that_lead_elsewhere_are_never_asked_for(read):
    files = read(lambda file: file.writestr(f"ada/../../{LINEAR}", b"x"))

    assert all(file.source is None for file in files.values())
