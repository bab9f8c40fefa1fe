"""Protected files that were changed are named, whatever their line endings."""

import hashlib
import json
from pathlib import Path

import pytest

from tinytorch.grading import messages
from tinytorch.grading.given import protected, submission
from tinytorch.grading.given.trees import Folder

FILES = {
    "exercises/02_linear/test_1.py": b"test\n",
    "exercises/02_linear/linear.py": b"stub\n",
    "tinytorch/core/tensor.py": b"tensor\n",
    ".github/workflows/classroom.yml": b"name: Grade\n",
    "noxfile.py": b"import nox\n",
    "README.md": b"read\n",
}


def checkout(root: Path) -> Path:
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    """Give the grader's checkout."""
    return checkout(tmp_path / "grader")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a checkout of a student's that is the same."""
    return checkout(tmp_path / "submission")


def test_protects_tests_library_workflow_and_session_but_no_answer(grader: Path) -> None:
    assert protected.files(grader) == tuple(
        sorted(set(FILES) - {"README.md", "exercises/02_linear/linear.py"})
    )


def test_an_unchanged_checkout_has_no_changes(root: Path, grader: Path) -> None:
    (root / "exercises/02_linear/linear.py").write_bytes(b"answer\n")
    (root / "noxfile.py").write_bytes(b"import nox\r\n")

    assert protected.changed(Folder(root), grader) == ()


@pytest.mark.parametrize("name", ["noxfile.py", "exercises/02_linear/test_1.py"])
def test_names_a_changed_file(root: Path, grader: Path, name: str) -> None:
    (root / name).write_bytes(b"changed\n")

    assert protected.changed(Folder(root), grader) == (name,)


def test_names_a_test_that_was_deleted_from_a_checkout_that_grades_itself(root: Path) -> None:
    (root / protected.MANIFEST).write_text(protected.manifest(root), encoding="utf-8")
    (root / "exercises/02_linear/test_1.py").unlink()

    assert protected.changed_since_release(root) == ("exercises/02_linear/test_1.py",)


def test_a_clone_of_the_template_lacks_nothing(root: Path, grader: Path) -> None:
    (grader / "tinytorch/core/instructor.py").write_bytes(b"a module that only instructors run\n")

    assert protected.changed(Folder(root), grader) == ()


def test_an_upload_of_bare_files_lacks_nothing(tmp_path: Path, grader: Path) -> None:
    upload = tmp_path / "upload"
    upload.mkdir()
    (upload / "linear.py").touch()

    assert protected.changed(Folder(upload), grader) == ()


def test_a_submission_notes_what_was_changed_in_it(root: Path, grader: Path) -> None:
    (root / "noxfile.py").write_bytes(b"changed\n")

    note = messages.changed_files(["noxfile.py"], foreign=True)
    assert submission.read(root, grader).notes == (note,)


def test_a_manifest_finds_changes_since_the_release(root: Path) -> None:
    (root / protected.MANIFEST).write_text(protected.manifest(root), encoding="utf-8")
    assert protected.changed_since_release(root) == ()

    (root / "noxfile.py").write_bytes(b"changed\n")
    (root / "exercises/02_linear/test_1.py").unlink()

    changed = "exercises/02_linear/test_1.py", "noxfile.py"
    assert protected.changed_since_release(root) == changed
    assert submission.read(root, root).notes[-1] == messages.changed_files(changed, foreign=False)


def test_a_manifest_holds_checksums_with_unix_line_endings(root: Path) -> None:
    (root / "noxfile.py").write_bytes(b"import nox\r\n")

    document = json.loads(protected.manifest(root))

    assert document["schema"] == "tinytorch-layers/manifest/v1"
    assert document["files"]["noxfile.py"] == hashlib.sha256(b"import nox\n").hexdigest()


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"files": 3}', "\0"])
def test_without_a_readable_manifest_nothing_is_said(root: Path, text: str | None) -> None:
    if text is not None:
        (root / protected.MANIFEST).write_text(text, encoding="utf-8")

    assert protected.changed_since_release(root) == ()
