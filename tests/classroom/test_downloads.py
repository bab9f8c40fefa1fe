"""Finding the submissions and their owners."""

import zipfile
from pathlib import Path

import pytest

from tests.classroom.places import folder
from tinytorch.course.classroom.handed_in import roster
from tinytorch.course.classroom.handed_in.downloads import find
from tinytorch.grading.model import GradingError


def found(path: Path, *students: roster.Student) -> dict[str, str | None]:
    """Return the name of the folder of each student."""
    entries = find(path, students)
    return {
        each.student.identifier: each.found[0].place.path.name if each.found else None
        for each in entries
    }


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

    assert found(tmp_path) == {"ada": "ada", "bob": "bob"}


def test_one_submission_is_refused_by_one_sentence(tmp_path):
    folder(tmp_path, {"exercises/02_linear/linear.py": b""})

    with pytest.raises(GradingError, match="is one submission, not a folder of them"):
        find(tmp_path, ())


def test_nothing_at_all_is_refused(tmp_path):
    with pytest.raises(GradingError, match="holds no submission"):
        find(tmp_path, ())
    with pytest.raises(GradingError, match=r'nowhere" cannot be read \(No such file'):
        find(tmp_path / "nowhere", ())


def test_a_csv_names_students_and_paths_relative_to_itself(tmp_path):
    (tmp_path / "class.csv").write_text("name,path\nada,work/1\nbob,work/2\n")

    entries = find(tmp_path / "class.csv", ())

    places = [entry.found[0].place.path for entry in entries]
    assert places == [tmp_path / "work/1", tmp_path / "work/2"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name,path\nada,1\nada,2\n", 'line 3: "ada" stands in an earlier line'),
        ("student\nada\n", 'of its columns, among them "name" and "path"'),
        ("name,path\nada,1\n\nbob,\n", "line 4: each line needs a name and a path"),
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

    places = {entry.student.identifier: entry.found[0].place.member for entry in entries}
    assert places == {"ada": "ada/", "bob": "bob/"}


def test_what_is_no_zip_is_refused(tmp_path):
    (tmp_path / "class.zip").write_bytes(b"no zip")

    with pytest.raises(GradingError, match=r"class.zip cannot be read \(File is not a zip file\)"):
        find(tmp_path / "class.zip", ())


def listed(*lines):
    return [
        roster.Student(cells[0], *cells[1:2], columns={"identifier": cells[0]}) for cells in lines
    ]


def test_a_list_that_matches_nobody_is_refused(tmp_path):
    folder(tmp_path / "ada", {"linear.py": b""})

    with pytest.raises(
        GradingError, match=r'None of the 1 submissions .* called "ada", the students "s1"'
    ):
        find(tmp_path, listed(["s1"]))


def test_the_times_of_a_list_are_read_or_refused(tmp_path):
    folder(tmp_path / "a", {"linear.py": b""})
    told = tmp_path / "list.csv"
    told.write_text("name,path,submitted\nada,a,25.11.2026 14:05\n", encoding="utf-8")

    (entry,) = find(told, [])

    assert entry.found[0].place.time.startswith("2026-11-25T14:05:00")
    told.write_text("name,path,submitted\nada,a,11/12/2026\n", encoding="utf-8")
    with pytest.raises(GradingError, match=r'of "ada" in .*list.csv", line 2, is not under'):
        find(told, [])


@pytest.mark.parametrize("end", ["", "_"])
def test_what_moodle_adds_to_the_files_is_no_second_submission(tmp_path, end):
    for kind in ("file", "onlinetext"):
        folder(tmp_path / f"Ada_4711_assignsubmission_{kind}{end}", {f"{kind}.py": b""})
    folder(tmp_path / f"Bob_4712_assignsubmission_onlinetext{end}", {"onlinetext.html": b""})

    ada, bob = find(tmp_path, ())

    assert ada.student.identifier == f"Ada_4711_assignsubmission_file{end}"
    assert bob.student.identifier == f"Bob_4712_assignsubmission_onlinetext{end}"


def test_flat_files_of_canvas_are_sorted_by_who_leads_their_names(tmp_path):
    names = [
        "lovelaceada_41_9001_linear.py", "lovelaceada_41_9002_linear-1.py",
        "lovelaceada_41_9003_layer.py", "turingalan_LATE_42_9004_dropout.py",
    ]  # fmt: skip
    folder(tmp_path, {name: name.encode() for name in names})
    students = [
        roster.Student("41", "Lovelace, Ada", columns={"Student": "Lovelace, Ada", "ID": "41"}),
        roster.Student("s2", "Turing, Alan", columns={"Student": "Turing, Alan"}),
    ]

    ada, alan = find(tmp_path, students)

    assert dict(ada.found[0].place.files) == {
        "linear.py": "lovelaceada_41_9002_linear-1.py",
        "layer.py": "lovelaceada_41_9003_layer.py",
    }
    assert alan.found[0].flags == ("late by Canvas",)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Ada Lovelace_4711_assignsubmission_file", {"Full name": "Ada Lovelace"}),
        ("Ada Lovelace_4711_assignsubmission_file", {"Identifier": "Participant 4711"}),
        ("Participant_4711_assignsubmission_file", {"Identifier": "Teilnehmer/in4711"}),
        ("Zoe\u0308_4711_assignsubmission_file_", {"Vollständiger Name": "Zo\u00eb"}),
        ("Ada Lovelace_4711_assignsubmission_file", {"Student": "Lovelace, Ada"}),
    ],
)
def test_folders_of_moodle_are_known_by_name_and_participant(tmp_path, name, columns):
    folder(tmp_path / name, {"linear.py": b""})
    folder(tmp_path / "Eve_9_assignsubmission_file", {"linear.py": b""})
    whole = next(iter(columns.values()))

    ada, eve = find(tmp_path, [roster.Student("s1", whole, columns=columns)])

    assert ada.found[0].folder == name
    assert not eve.student.on_roster


def test_folders_of_gradescope_are_known_by_their_metadata(tmp_path):
    folder(tmp_path / "submission_1001", {"linear.py": b""})
    (tmp_path / "submission_metadata.yml").write_text(
        "submission_1001:\n  :submitters:\n  - :name: Ada\n    :sid: s1\n    :email: a@b\n"
        "  :created_at: 2026-11-30 12:00:00.5 Z\n"
    )

    (ada,) = find(tmp_path, listed(["s1"]))

    assert ada.found[0].place.time.startswith("2026-11-30T12:00:00.5")


def test_two_students_of_one_mailbox_name_are_ambiguous_and_not_missing(tmp_path):
    folder(tmp_path / "kim", {"linear.py": b""})
    folder(tmp_path / "ada", {"linear.py": b""})

    first, second, _, stranger = find(
        tmp_path, listed(["kim@a.example"], ["kim@b.example"], ["ada"])
    )

    assert first.problem == second.problem
    assert first.problem == (
        '"kim" fits several students; name the submission by something of one alone'
    )
    assert stranger.flags == ("fits 2 students",)


def test_missing_says_what_was_looked_for(tmp_path):
    folder(tmp_path / "ada", {"linear.py": b""})

    _, eve = find(tmp_path, listed(["ada"], ["s2", "Eve"]))

    assert eve.missing == 'nothing was found that is named "s2" or "Eve"'
