"""A submission is four regular files, read as bytes; anything else is a sentence."""

import os
import sys
from pathlib import Path

import pytest

from tinytorch.grading.given import submission
from tinytorch.grading.given.submission import MAX_BYTES, SubmissionError, SubmittedFile
from tinytorch.grading.model import EXERCISES

LINEAR = EXERCISES[1]
PATH = "exercises/02_linear/linear.py"

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    """Give a grader's checkout without protected files."""
    folder = tmp_path / "grader"
    folder.mkdir()
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a submission with one solved exercise."""
    path = tmp_path / "submission" / PATH
    path.parent.mkdir(parents=True)
    path.write_bytes(b"answer\r\n\xff")
    return tmp_path / "submission"


def read(root: Path, grader: Path, source: str = "exercises") -> SubmittedFile:
    return submission.read(root, grader, [LINEAR], source=source).files[0]


def test_reads_the_bytes_of_a_checkout(root: Path, grader: Path) -> None:
    assert read(root, grader) == SubmittedFile(LINEAR, PATH, b"answer\r\n\xff")


def test_reads_the_bare_files_of_an_upload(tmp_path: Path, grader: Path) -> None:
    (tmp_path / "linear.py").write_bytes(b"answer")

    assert read(tmp_path, grader) == SubmittedFile(LINEAR, "linear.py", b"answer")


def test_reads_another_source(root: Path, grader: Path) -> None:
    (root / "solutions" / "02_linear").mkdir(parents=True)
    (root / "solutions/02_linear/linear.py").write_bytes(b"reference")

    assert read(root, grader, "solutions").source == b"reference"
    notes = submission.read(root, grader, source="solutions").notes
    assert notes == ("Graded: the files in solutions/, not those in exercises/.",)


def test_one_missing_file_leaves_the_others(root: Path, grader: Path) -> None:
    files = submission.read(root, grader).files

    assert [file.source is None for file in files] == [True, False, True, True]


@pytest.mark.parametrize(
    "name", ["Linear_final.py", "my linear.py", "linear.py.txt", "linear(1).py"]
)
def test_names_a_file_beside_a_missing_one(root: Path, grader: Path, name: str) -> None:
    (root / PATH).rename(root / PATH.replace("linear.py", name))
    (root / "exercises/02_linear/test_linear.py").touch()

    file = read(root, grader)

    assert file.source is None
    assert file.problem == (
        f"{PATH} is missing, but there is exercises/02_linear/{name}: rename it to linear.py."
    )


def test_reads_a_file_that_lies_in_the_top_folder(root: Path, grader: Path) -> None:
    (root / PATH).rename(root / "linear.py")

    assert read(root, grader).source == b"answer\r\n\xff"


def test_says_where_a_file_belongs(root: Path, grader: Path) -> None:
    (root / PATH).unlink()

    problem = read(root, grader).problem
    assert problem == f"{PATH} is missing: put the file back at this place, with this name."


@needs_links
@pytest.mark.parametrize("link", ["exercises", "exercises/02_linear", PATH])
def test_follows_no_link(root: Path, grader: Path, link: str) -> None:
    (root / link).rename(root / "elsewhere")
    (root / link).symlink_to(root / "elsewhere")

    file = read(root, grader)

    assert file.source is None
    assert "is a link: replace the link by the file itself." in str(file.problem)


def test_reads_no_folder(root: Path, grader: Path) -> None:
    (root / PATH).unlink()
    (root / PATH).mkdir()

    assert read(root, grader).problem == (
        f"{PATH} is not a regular file: put your Python file in its place."
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
def test_does_not_wait_for_a_pipe(root: Path, grader: Path) -> None:
    (root / PATH).unlink()
    os.mkfifo(root / PATH)

    assert "is not a regular file" in str(read(root, grader).problem)


def test_reads_a_file_up_to_the_limit_and_no_further(root: Path, grader: Path) -> None:
    (root / PATH).write_bytes(b"#" * MAX_BYTES)
    assert len(read(root, grader).source or b"") == MAX_BYTES

    (root / PATH).write_bytes(b"#" * (MAX_BYTES + 1))
    assert read(root, grader).problem == (
        f"{PATH} has 262,145 bytes and is not read: an answer has at most 256 KiB; "
        "remove what does not belong to it."
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_says_when_a_file_may_not_be_read(root: Path, grader: Path) -> None:
    (root / PATH).chmod(0)

    assert "cannot be read (Permission denied)" in str(read(root, grader).problem)


@pytest.mark.parametrize("name", ["nowhere", "submission/" + PATH])
def test_refuses_what_is_no_folder(root: Path, grader: Path, name: str) -> None:
    with pytest.raises(
        SubmissionError, match=r"cannot be read .*; name a folder or a zip with --submission"
    ):
        submission.read(root.parent / name, grader)


def test_an_own_checkout_is_not_foreign(root: Path) -> None:
    own = submission.read(root / "exercises" / "..", root)

    assert not own.foreign
    assert own.notes == ()
    assert submission.read(root, root.parent).foreign
