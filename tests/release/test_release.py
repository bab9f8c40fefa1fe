"""The products of a release: the same bytes for a commit, described, and safely written."""

import hashlib
import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from tests.release.making import commit_all, git, run_release, run_release_of_its_own
from tinytorch.course.release import release_command
from tinytorch.course.site import packages
from tinytorch.grading.model import GradingError


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_commit_gives_the_same_bytes(repository, release, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--config=core.autocrlf=true", str(repository), str(clone))

    again = run_release_of_its_own(clone, tmp_path / "out")

    assert again.returncode == 0
    assert contents(tmp_path / "out") == contents(release)


def test_the_manifest_lists_every_file_with_its_checksum(repository, release):
    files = contents(release)
    manifest = json.loads(files.pop("manifest.json"))

    assert manifest["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert manifest["commit"] == git(repository, "rev-parse", "HEAD").decode().strip()
    assert manifest["date"] == "2026-09-01T10:20:30Z"


def test_nothing_but_the_products(release):
    assert sorted(path.name for path in release.iterdir()) == [
        "classroom50",
        "codio.zip",
        "gitlab",
        "gradescope.zip",
        "manifest.json",
        "template",
    ]
    assert [path.name for path in (release / "classroom50/autograders").iterdir()] == [
        "tinytorch-layers"
    ]


def test_the_zip_is_what_gradescope_unpacks(release):
    with zipfile.ZipFile(release / "gradescope.zip") as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}

    runnable = {name for name, entry in entries.items() if entry.external_attr >> 16 & stat.S_IXUSR}
    assert runnable == {"setup.sh", "run_autograder"}
    assert {entry.date_time for entry in entries.values()} == {(2026, 9, 1, 10, 20, 30)}
    assert list(entries) == sorted(entries)


@pytest.mark.parametrize("change", ["tracked", "untracked"])
def test_a_checkout_with_changes_is_refused(repository, release, tmp_path, change):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(repository), str(clone))
    changed = {"tracked": "exercises/01_layer/layer.py", "untracked": "exercises/new.py"}[change]
    (clone / changed).write_text("changed = True\n", encoding="utf-8")

    refused = run_release(clone, tmp_path / "refused")
    released = run_release(clone, tmp_path / "released", "--allow-dirty")

    assert refused.returncode == 2
    assert refused.stderr.startswith(f"The checkout differs from its commit ({changed}): ")
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "refused").exists()
    assert released.returncode == 0
    assert contents(tmp_path / "released") == contents(release)


def test_a_folder_with_other_files_is_refused(repository, tmp_path):
    (tmp_path / "thesis.txt").write_text("work of years", encoding="utf-8")

    done = run_release(repository, tmp_path)

    assert (done.returncode, done.stderr) == (
        2,
        f"{tmp_path} holds other files: name an empty folder, or a new one.\n",
    )
    assert contents(tmp_path) == {"thesis.txt": b"work of years"}


def test_a_second_release_replaces_the_first_and_keeps_the_rest(repository, tmp_path):
    clone, out = tmp_path / "clone", tmp_path / "out"
    git(tmp_path, "clone", "--quiet", str(repository), str(clone))
    (clone / "exercises/old.md").write_text("old", encoding="utf-8")
    commit_all(clone, "Add a page")
    run_release(clone, out)
    commit_all(out / "template")
    (clone / "exercises/old.md").unlink()
    commit_all(clone, "Remove it again")

    done = run_release(clone, out)

    assert (done.returncode, done.stderr) == (0, "")
    assert git(out / "template", "status", "--porcelain").decode() == " D exercises/old.md\n"


@pytest.mark.parametrize("document", ["{}", "[]", "no json", '{"schema": "another/v1"}'])
def test_the_manifest_of_something_else_is_left_alone(repository, tmp_path, document):
    (tmp_path / "manifest.json").write_text(document, encoding="utf-8")

    done = run_release(repository, tmp_path)

    assert done.returncode == 2
    assert done.stderr == (
        f"{tmp_path / 'manifest.json'} is not that of a release: name another folder.\n"
    )
    assert contents(tmp_path) == {"manifest.json": document.encode()}


@pytest.mark.parametrize("name", ["Layers", "a", "-layers", "layers/../..", "x" * 40])
def test_a_name_that_classroom50_refuses_is_refused(repository, tmp_path, name):
    done = run_release(repository, tmp_path / "out", f"--name={name}")

    assert done.returncode == 2
    assert done.stderr.startswith(f"{name} is no short name of an assignment: ")


def test_without_a_repository_there_is_no_release(repository, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(repository, copy, ignore=shutil.ignore_patterns(".git"))

    done = run_release(copy, tmp_path / "out")

    assert done.returncode == 2
    assert done.stderr.startswith(f"Git cannot read the commit of {copy} (")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [(packages.Unavailable("No network:\nhere."), 0), (GradingError("A wrong link."), 2)],
    ids=["unavailable", "wrong"],
)
def test_a_release_goes_without_a_site_that_cannot_be_made_here(
    repository, tmp_path, monkeypatch, capsys, error, code
):
    def build(*given, **named):
        raise error

    monkeypatch.setattr(release_command, "ROOT", repository)
    monkeypatch.setattr(release_command.build, "build", build)
    out = tmp_path / "release"

    assert release_command.main([str(out)]) == code

    said = capsys.readouterr().err.splitlines()
    if code:
        assert not out.exists()
    else:
        assert said == ["The release has no site. No network: here."]
        assert (out / "template" / "README.md").is_file()
        assert not (out / "site").exists()
