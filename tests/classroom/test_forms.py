"""The same work in every form that services, systems and people make of it: nobody gets a zero."""

import io
import os
import re
import subprocess
import zipfile

import pytest

from tests.classroom.places import REFERENCE, folder
from tests.classroom.references import ROOT
from tinytorch.course.classroom.class_data import Result
from tinytorch.course.classroom.graded.submission_grader import Settings, SubmissionGrader
from tinytorch.course.classroom.handed_in import downloads, opening
from tinytorch.course.classroom.written.feedback import feedback
from tinytorch.grading.given import submission, zips
from tinytorch.grading.model import EXERCISES
from tinytorch.grading.run.output import RunOutput

STUBS = {path: (ROOT / path).read_bytes() for path in REFERENCE}
BARE = {e.file: REFERENCE[e.path] for e in EXERCISES}
NUMBERED = {f"{e.folder}/{e.file}": REFERENCE[e.path] for e in EXERCISES}


def below(prefix, files):
    return {f"{prefix}{name}": content for name, content in files.items()}


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


#: What a student hands in.
TREES = {
    "a checkout": REFERENCE,
    "a folder around it": below("tinytorch-main/", REFERENCE),
    "two folders around it": below("ada/tinytorch-main/", REFERENCE),
    "numbered folders": NUMBERED,
    "numbered folders in a folder": below("my work/", NUMBERED),
    "bare files": BARE,
    "bare files in a folder": below("upload/", BARE),
    "files at the top, beside the stubs": STUBS | BARE,
    "files at the top of a folder, beside the stubs": below("layers-main/", STUBS | BARE),
    "numbered folders at the top, beside the stubs": STUBS | NUMBERED,
    "what macOS adds": below("ada/", REFERENCE)
    | below("__MACOSX/ada/", dict.fromkeys(REFERENCE, b"\x00"))
    | {"ada/.DS_Store": b"\0"},
    "a zip": {"layers.zip": zipped(REFERENCE)},
    "a zip with a folder around it": {"layers.zip": zipped(below("layers-main/", REFERENCE))},
    "a zip of bare files beside a letter": {"work.zip": zipped(BARE), "letter.txt": b"Dear ..."},
    "a zip beside the stubs": STUBS | {"layers.zip": zipped(REFERENCE)},
    "a copy of the folder, beside the stubs": STUBS
    | {name.replace("exercises", "exercises - Copy"): text for name, text in REFERENCE.items()},
    "a repository inside the untouched one": STUBS | below("layers-ada/", REFERENCE),
    "a folder of one's own": STUBS | below("my work/", BARE),
    "a backup of the stubs": REFERENCE | below("old/", STUBS),
    "the whole repository": REFERENCE
    | {f"tests/correct/{e.file}": b"x = 1" for e in EXERCISES}
    | {f"solutions/{e.folder}/{e.file}": b"x = 2" for e in EXERCISES},
    "an environment beside it": REFERENCE | {"venv/lib/linear.py": b"x = 1"},
    "Windows line ends of stubs": {n: c.replace(b"\n", b"\r\n") for n, c in STUBS.items()} | BARE,
}


def in_a_class_folder(root, files):
    folder(root / "class/ada", files)
    folder(root / "class/bob", BARE)
    return root / "class"


def in_a_class_zip(root, files):
    content = below("ada/", files) | below("bob/", BARE)
    (root / "class.zip").write_bytes(zipped(content))
    return root / "class.zip"


def in_a_class_zip_with_a_folder_around(root, files):
    content = below("layers-submissions/ada/", files) | below("layers-submissions/bob/", BARE)
    (root / "class.zip").write_bytes(zipped(content))
    return root / "class.zip"


def as_zips_in_a_folder(root, files):
    folder(root / "class", {"ada.zip": zipped(files), "bob.zip": zipped(BARE)})
    return root / "class"


def as_zips_in_a_zip(root, files):
    content = {"ada.zip": zipped(files), "bob.zip": zipped(BARE)}
    (root / "class.zip").write_bytes(zipped(content))
    return root / "class.zip"


def in_a_list(root, files):
    folder(root / "work/1", files)
    (root / "class.csv").write_text("name,path\nada,work/1\n")
    return root / "class.csv"


def in_moodles_folders(root, files):
    folder(root / "class/ada_4711_assignsubmission_file", files)
    folder(root / "class/bob_4712_assignsubmission_file", BARE)
    return root / "class"


def in_a_commit(root, files):
    clone = folder(root / "class/ada", files)
    folder(root / "class/bob", BARE)
    commit(clone)
    for path in clone.iterdir():
        if path.name != ".git":
            subprocess.run(["rm", "-r", str(path)], check=True)
    return root / "class"


def commit(clone, date="2026-11-01T12:00:00+00:00"):
    environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    for step in (["init", "-q", "-b", "main"], ["add", "-f", "."], ["commit", "-q", "-m", "work"]):
        command = ["git", "-C", str(clone), "-c", "user.name=a", "-c", "user.email=a@b", *step]
        subprocess.run(command, env=environment, check=True, capture_output=True)


FORMS = [
    in_a_class_folder, in_a_class_zip, in_a_class_zip_with_a_folder_around, as_zips_in_a_folder,
    as_zips_in_a_zip, in_a_list, in_moodles_folders, in_a_commit,
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TREES)
def test_the_work_is_found_in_a_class(tmp_path, name, form):
    if form is in_a_commit and name == "a zip":
        pytest.skip("nobody commits a zip alone")
    zips._kept.cache_clear()

    entries = {e.student.identifier: e for e in downloads.find(form(tmp_path, TREES[name]), ())}

    (place,) = {key: e for key, e in entries.items() if "ada" in key}.values()
    with opening.opened(place.found[0].place) as opened:
        found = submission.read(opened.tree, ROOT)
    assert [file.source for file in found.files] == list(REFERENCE.values())


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize("as_zip", [False, True])
def test_the_work_is_found_alone(tmp_path, name, as_zip):
    zips._kept.cache_clear()
    place = folder(tmp_path / "ada", {} if as_zip else TREES[name])
    if as_zip:
        place = tmp_path / "ada.zip"
        place.write_bytes(zipped(TREES[name]))

    found = submission.read(place, ROOT)

    assert [file.source for file in found.files] == list(REFERENCE.values())


def nothing_seen(submitted, **_):
    """Run no test: what is asked here is settled before any would."""
    return RunOutput({"tests": []}, "isolated", "nothing")


@pytest.fixture
def outturn(tmp_path):
    """Give a function that says what becomes of a submission with some files."""

    def outturn(files):
        place = downloads.SubmissionFolder(folder(tmp_path / "ada", files))
        return SubmissionGrader(Settings(tmp_path / "cache", 1), nothing_seen).outturn(place)

    return outturn


def test_missing_means_looked_for_and_not_there(outturn):
    found = outturn({"letter.txt": b"Sorry"})

    assert found.status.value == "missing"
    assert found.problem == (
        "none of layer.py, linear.py, dropout.py, sequential.py was found; "
        'there is only "letter.txt"'
    )


NOTEBOOK = b'{"cells": [{"source": ["class Linear(Layer):\\n"]}]}'


@pytest.mark.parametrize("stubs", [False, True])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("upload/Linear.py", b"x"),
        ("linear (1).py", b"x"),
        ("my_linear.ipynb", b"x"),
        ("linear.py.txt", b"x"),
        ("answers.txt", b"class Linear(Layer):\n"),
        ("homework.ipynb", NOTEBOOK),
        ("onlinetext.html", b"<p>class&nbsp;Linear(Layer):</p>"),
    ],
)
def test_what_may_be_the_work_is_named_and_not_graded(outturn, name, content, stubs):
    found = outturn({name: content} | (STUBS if stubs else {}))

    assert found.status.value == "not graded"
    assert f"{'as it was handed out' if stubs else 'missing'}, but there is {name}" in found.problem


def test_what_may_be_one_answer_is_told_beside_the_others(tmp_path):
    layer, linear, dropout, _ = REFERENCE.values()
    place = folder(tmp_path / "ada", {"layer.py": layer, "linear.py": linear + dropout})

    found = submission.read(place, ROOT)

    assert found.files[2].problem == (
        "dropout.py is missing, but there is linear.py: put its class Dropout into dropout.py."
    )


def test_untouched_stubs_are_graded_as_what_they_are(tmp_path):
    ours = {
        "exercises/02_linear/README.md": b"class Linear(nn.Module)",
        "exercises/02_linear/test_1.py": b"class Linear",
        "tinytorch/linear.py": b"x",
        "notes.pdf": b"%PDF",
    }

    found = submission.read(folder(tmp_path, STUBS | below("backup/", STUBS) | ours), ROOT)

    assert [file.source for file in found.files] == list(STUBS.values())
    assert not [file for file in found.files if file.note or file.lookalikes]


def test_no_student_is_told_where_submissions_lie(tmp_path, monkeypatch):
    own = tmp_path / "Prof. Doe" / "marks"
    torn = folder(own / "torn", {"a.py": b""})
    folder(own / "clone", {".git/HEAD": b"?"})
    (own / "zip").write_bytes(b"PK")
    monkeypatch.setattr(
        SubmissionGrader, "_graded", lambda *_: (_ for _ in ()).throw(OSError(13, "No", str(torn)))
    )
    (tmp_path / "list.csv").write_text(
        "name,path\n" + "".join(f"{n},{own / n}\n" for n in ("gone", "zip", "clone", "torn"))
    )
    grader = SubmissionGrader(Settings(tmp_path / "cache", 1), nothing_seen)

    told = {}
    for entry in downloads.find(tmp_path / "list.csv", ()):
        outturn = grader.outturn(entry.found[0].place)
        told[entry.student.identifier] = outturn.problem
        text = feedback(Result(entry.student, outturn, None))
        assert not {"Doe", "marks"} & set(re.split(r"\W+", text))

    assert told["gone"] == '"gone" is not there'
    assert told["zip"].startswith("zip cannot be read (")
    assert told["clone"].startswith("git cannot read it (")
    assert "'torn'" in told["torn"]


def test_two_versions_are_named_and_not_graded(outturn):
    found = outturn(below("old/", BARE) | below("new/", BARE | {"linear.py": b"x = 1"}))

    assert found.status.value == "not graded"
    assert "lies in several places (new/linear.py, old/linear.py): keep one" in found.problem


def test_an_older_copy_elsewhere_is_told(tmp_path):
    linear = EXERCISES[1]
    place = folder(tmp_path / "ada", REFERENCE | {linear.file: b"x = 1"})

    found = submission.read(place, ROOT)

    assert found.files[1].source == REFERENCE[linear.path]
    assert found.notes[0].startswith("There is linear.py, too, with other content; graded was")
