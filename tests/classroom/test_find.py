"""Finding the submissions and their owners."""

import zipfile
from pathlib import Path

import pytest

from tests.classroom.places import folder
from tinytorch.course.classroom import roster
from tinytorch.course.classroom.find import find
from tinytorch.grading.model import GradingError


def found(path: Path, *students: roster.Student) -> dict[str, str | None]:
    """Return the name of the folder of each student."""
    entries = find(path, students)
    return {each.student.identifier: each.place and each.place.path.name for each in entries}


def test_each_folder_is_a_submission(tmp_path):
    folder(tmp_path / "ada", {"exercises/02_linear/linear.py": b""})
    folder(tmp_path / "bob", {"linear.py": b""})
    folder(tmp_path / "eve", {})
    (tmp_path / "scores.csv").write_text("not a submission")
    folder(tmp_path / ".cache", {"linear.py": b""})

    assert found(tmp_path) == {"ada": "ada", "bob": "bob", "eve": "eve"}


def test_a_folder_around_all_submissions_and_one_around_each_are_looked_through(tmp_path):
    folder(tmp_path / "layers-submissions/ada/layers-main", {"exercises/x": b""})
    folder(tmp_path / "layers-submissions/bob", {".git/HEAD": b""})

    assert found(tmp_path) == {"ada": "layers-main", "bob": "bob"}


def test_one_submission_is_refused_by_one_sentence(tmp_path):
    folder(tmp_path, {"exercises/02_linear/linear.py": b""})

    with pytest.raises(GradingError, match="is one submission, not a folder of them"):
        find(tmp_path, ())


def test_nothing_at_all_is_refused(tmp_path):
    with pytest.raises(GradingError, match="holds no submission"):
        find(tmp_path, ())
    with pytest.raises(GradingError, match=r"nowhere cannot be read \(No such file"):
        find(tmp_path / "nowhere", ())


def test_a_csv_names_students_and_paths_relative_to_itself(tmp_path):
    (tmp_path / "class.csv").write_text("name,path\nada,work/1\nbob,work/2\n")

    entries = find(tmp_path / "class.csv", ())

    assert [entry.place.path for entry in entries] == [tmp_path / "work/1", tmp_path / "work/2"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,path\nada,1\nada,2\n", "line 3: ada stands in an earlier line"),
        ("student\nada\n", "needs a first line with the column name and path"),
    ],
)
def test_a_csv_that_leaves_a_question_open_is_refused(tmp_path, text, sentence):
    (tmp_path / "class.csv").write_text(text)

    with pytest.raises(GradingError, match=sentence):
        find(tmp_path / "class.csv", ())


def test_folders_in_a_zip_are_students_and_no_name_leads_out_of_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        for name in ("ada/linear.py", "bob/exercises/x", "../eve/linear.py", "/etc/linear.py"):
            file.writestr(name, b"")

    entries = find(tmp_path / "class.zip", ())

    places = {entry.student.identifier: entry.place.member for entry in entries}
    assert places == {"ada": "ada/", "bob": "bob/"}


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "class.zip").write_bytes(b"no zip")

    with pytest.raises(GradingError, match=r"class.zip cannot be read \(File is not a zip file\)"):
        find(tmp_path / "class.zip", ())
