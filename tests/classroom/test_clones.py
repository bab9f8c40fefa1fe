"""The commit in force at a deadline, in clones that may be hostile."""

import hashlib
import os
import shutil
import subprocess
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tinytorch.course.classroom.class_data import Commit, Deadline
from tinytorch.course.classroom.counted.rules_file import deadline
from tinytorch.course.classroom.handed_in import bounded_git, clones, downloads, opening
from tinytorch.course.classroom.handed_in.committed import Committed
from tinytorch.grading.given.trees import MAX_BYTES, Refused
from tinytorch.grading.model import GradingError

LINEAR = "exercises/02_linear/linear.py"
WHO = ("-c", "user.name=Ada", "-c", "user.email=ada@uni.example", "-c", "commit.gpgsign=false")


def git(clone, *arguments, date="2026-11-01T12:00:00+00:00", **more):
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    command = ["git", "-C", str(clone), *WHO, *arguments]
    return subprocess.run(
        command, env={**os.environ, **dates}, check=True, capture_output=True, **more
    ).stdout


@pytest.fixture
def clone(tmp_path):
    """Give a clone with a commit on each of three days."""
    root = tmp_path / "ada"
    (root / LINEAR).parent.mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", "ada")
    for day in (1, 2, 3):
        (root / LINEAR).write_text(f"day = {day}\n")
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", str(day), date=f"2026-11-0{day}T12:00:00+00:00")
    git(root, "tag", "handed-in", "HEAD~1")
    return root


def source(clone, when: str) -> bytes:
    commit = clones.in_force(clone, deadline(when))
    return Committed(clone, commit, [LINEAR]).read(LINEAR)


def flags(clone, when=None) -> list[str]:
    place = downloads.SubmissionFolder(clone, when=when and deadline(when))
    with opening.opened(place) as opened:
        return list(opened.flags)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2026-11-02T12:00+00:00", b"day = 2\n"),
        ("2026-11-02T11:59+00:00", b"day = 1\n"),
        ("2026-11-03T13:30+02:00", b"day = 2\n"),
        ("2027-01-01", b"day = 3\n"),
        ("handed-in", b"day = 2\n"),
    ],
)
def test_the_commit_in_force_is_the_last_one_before(clone, when, day):
    assert source(clone, when) == day


def test_a_day_ends_at_midnight_where_the_instructor_is():
    moment = deadline("2026-11-30").moment

    assert moment.replace(tzinfo=None) == datetime(2026, 11, 30, 23, 59, 59)
    zoned = deadline("2026-11-30T23:59+01:00").moment
    assert zoned == datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20.11.2026", "20/11/2026", "-x", "a..b", "a b", "v^{tree}", ""]
)
def test_what_is_neither_date_nor_tag_is_refused(text):
    with pytest.raises(GradingError, match="neither the name of a tag nor a date"):
        deadline(text)


def test_what_was_merged_after_the_deadline_was_not_in_force(clone):
    git(clone, "checkout", "-q", "-b", "side", "HEAD~2")
    (clone / "x").write_text("x")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "early", date="2026-11-01T13:00:00+00:00")
    git(clone, "checkout", "-q", "main")
    git(clone, "reset", "-q", "--hard", "HEAD~2")
    git(clone, "merge", "-q", "--no-ff", "side", "-m", "late", date="2026-11-05T12:00:00+00:00")

    commit = clones.in_force(clone, deadline("2026-11-04"))

    assert "x" not in Committed(clone, commit, ["x"]).names()


@pytest.mark.parametrize(
    ("when", "reason"),
    [("2026-10-01", "there is no commit before 2026-10-01T23:59"), ("v9", 'there is no tag "v9"')],
)
def test_nothing_by_the_deadline_is_nothing_handed_in(clone, when, reason):
    with pytest.raises(clones.NotInForce, match=reason):
        clones.in_force(clone, deadline(when))


def test_an_empty_clone_has_nothing_in_force(tmp_path):
    git(tmp_path, "init", "-q", "eve")

    with pytest.raises(clones.NotInForce):
        clones.in_force(tmp_path / "eve", deadline("2026-11-30"))
    assert clones.head(tmp_path / "eve") == Commit()


def test_the_commit_that_is_checked_out_is_told_with_its_time(clone):
    head = clones.head(clone)

    assert head.name == git(clone, "rev-parse", "HEAD").decode().strip()
    assert datetime.fromisoformat(head.time) == datetime.fromisoformat("2026-11-03T12:00+00:00")


def test_links_and_large_blobs_are_not_read(clone):
    (clone / "link").symlink_to("/etc/passwd")
    (clone / "large").write_bytes(b"x" * (MAX_BYTES + 1))
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "odd")

    files = Committed(clone, clones.head(clone), ["link", "large", "nothing"])

    for name in ("link", "large"):
        with pytest.raises(Refused):
            files.read(name)
    with pytest.raises(FileNotFoundError):
        files.read("nothing")


def test_bytes_are_those_of_the_blob_whatever_the_attributes_say(clone):
    (clone / ".gitattributes").write_text(
        "*.py eol=crlf ident export-subst working-tree-encoding=UTF-16\n"
    )

    assert source(clone, "2027-01-01") == b"day = 3\n"


def hooked(clone, marker):
    """Set everything that git would run in a clone; return the program."""
    program = clone.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\nexit 1\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "gpg.program"):
        git(clone, "config", name, str(program))
    for name in (
        "filter.x.smudge",
        "filter.x.clean",
        "credential.helper",
        "core.alternateRefsCommand",
    ):
        git(clone, "config", name, str(program))
    (clone / ".git/info/attributes").write_text("* filter=x\n")
    hooks = clone / ".git/hooks"
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (hooks / name).symlink_to(program)
    return program


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_nothing_that_a_clone_configures_is_run(clone, tmp_path):
    marker = tmp_path / "ran"
    hooked(clone, marker)
    subprocess.run(["git", "-C", str(clone), "status"], capture_output=True, check=False)
    assert marker.exists()  # git itself does run it
    marker.unlink()

    assert source(clone, "2026-11-02") == b"day = 2\n"
    assert source(clone, "handed-in") == b"day = 2\n"
    assert clones.head(clone) != Commit()
    assert not marker.exists()


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_a_missing_object_is_not_fetched_by_a_program_of_the_clones(clone, tmp_path):
    marker = tmp_path / "ran"
    program = hooked(clone, marker)
    blob = git(clone, "rev-parse", f"HEAD:{LINEAR}").decode().strip()
    (clone / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
    }.items():
        git(clone, "config", name, value)
    subprocess.run(
        ["git", "-C", str(clone), "cat-file", "-p", blob], capture_output=True, check=False
    )
    assert marker.exists()  # git itself does run it
    marker.unlink()

    with pytest.raises(bounded_git.Unreadable):
        source(clone, "2027-01-01")
    assert not marker.exists()


def test_objects_of_others_are_not_borrowed(clone, tmp_path):
    (clone / ".git/objects/info/alternates").write_text(f"{tmp_path}/other/.git/objects\n")
    with pytest.raises(bounded_git.Unreadable, match="refers to files elsewhere"):
        clones.in_force(clone, deadline("2026-11-30"))

    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").write_text(f"gitdir: {clone}/.git\n")
    with pytest.raises(bounded_git.Unreadable, match="refers to files elsewhere"):
        clones.in_force(linked, deadline("2026-11-30"))


def test_a_folder_without_commits_cannot_be_graded_at_a_deadline(tmp_path):
    with pytest.raises(bounded_git.Unreadable, match="no clone of its own"):
        clones.in_force(tmp_path, deadline("2026-11-30"))


def test_replaced_objects_are_read_as_they_were(clone):
    first = git(clone, "rev-parse", f"HEAD~2:{LINEAR}").decode().strip()
    last = git(clone, "rev-parse", f"HEAD:{LINEAR}").decode().strip()
    git(clone, "replace", last, first)

    assert source(clone, "2027-01-01") == b"day = 3\n"


def test_a_tag_that_students_set_counts_where_it_is_newest_and_in_time(clone):
    for day in (1, 2, 3):
        git(clone, "tag", f"submit/{day}", f"HEAD~{3 - day}")

    def day(until):
        when = Deadline(deadline(until).moment, tag="submit/*")
        return Committed(clone, clones.in_force(clone, when), [LINEAR]).read(LINEAR)

    assert day("2026-12-01") == b"day = 3\n"
    assert day("2026-11-02") == b"day = 2\n"


def test_a_branch_that_is_named_for_a_tag_is_told_as_what_it_is(clone):
    with pytest.raises(clones.NotInForce, match='no tag "main", but a branch of this name'):
        clones.in_force(clone, deadline("main"))


def test_newer_commits_on_another_branch_are_told(clone):
    git(clone, "checkout", "-q", "-b", "work")
    (clone / LINEAR).write_text("day = 4\n")
    git(clone, "commit", "-q", "-a", "-m", "4", date="2026-11-04T12:00:00+00:00")
    assert flags(clone) == []
    git(clone, "checkout", "-q", "main")

    assert flags(clone) == ['newer commits on the branch "work"']
    assert flags(clone, "2026-11-05") == ['newer commits on the branch "work"']
    assert flags(clone, "2026-11-03") == []


def test_a_clone_that_is_behind_its_branch_is_told(clone):
    git(clone, "checkout", "-q", "HEAD~1")

    assert flags(clone) == ['newer commits on the branch "main"']


def test_what_was_not_committed_is_told(clone):
    (clone / LINEAR).write_text("day = 5\n")

    assert flags(clone) == [f"{LINEAR} has changes that are not committed (graded)"]
    assert flags(clone, "2026-11-05") == [
        f"{LINEAR} has changes that are not committed (not graded)"
    ]


def test_a_clone_without_a_commit_is_told(tmp_path):
    git(tmp_path, "init", "-q", "eve")
    (tmp_path / "eve/linear.py").write_text("x")

    assert flags(tmp_path / "eve") == ["the clone holds no commit"]
    with pytest.raises(clones.NotInForce, match="the clone holds no commit"):
        flags(tmp_path / "eve", "2026-11-05")


def test_a_history_that_is_cut_off_is_told_and_judges_nobody(clone, tmp_path):
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{clone}", "short")

    assert flags(tmp_path / "short") == ["the history is cut off"]
    with pytest.raises(bounded_git.Unreadable, match="its history is cut off after that moment"):
        clones.in_force(tmp_path / "short", deadline("2026-11-02"))


def test_a_clone_in_a_zip_keeps_its_history(clone, tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        for path in clone.rglob("*"):
            file.write(path, f"class/{path.relative_to(tmp_path)}")
    place = downloads.SubmissionFolder(
        tmp_path / "class.zip", "class/ada/", when=deadline("2026-11-02T12:00+00:00")
    )

    with opening.opened(place) as opened:
        assert opened.tree.read(LINEAR) == b"day = 2\n"
        committed = datetime.fromisoformat(opened.time)  # newer versions of git write Z for +00:00
        assert committed == datetime.fromisoformat("2026-11-02T12:00:00+00:00")


def test_a_tree_without_end_is_read_in_bounds(clone):
    blob = git(clone, "rev-parse", f"HEAD:{LINEAR}").decode().strip()
    tree = f"100644 blob {blob}\tx\n"
    for _ in range(10):
        name = git(clone, "mktree", input=tree.encode()).decode().strip()
        tree = "".join(f"040000 tree {name}\t{n}\n" for n in range(10))
    root = git(
        clone, "mktree", input=f"040000 tree {name}\tmany\n100644 blob {blob}\tlinear.py\n".encode()
    )
    commit = git(clone, "commit-tree", root.decode().strip(), "-m", "many").decode().strip()
    began = time.monotonic()

    files = Committed(clone, Commit(commit, ""), opening.known())

    assert files.read("linear.py") == b"day = 3\n"
    assert len(files.names()) < 500_000
    assert time.monotonic() - began < 20


LINKS = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


@LINKS
@pytest.mark.parametrize("name", ["objects", "refs", "objects/pack", "refs/heads", "packed-refs"])
def test_no_link_inside_git_is_followed(clone, tmp_path, name):
    git(clone, "pack-refs", "--all")
    eve = tmp_path / "eve"
    git(tmp_path, "clone", "-q", "--no-local", str(clone), "eve")
    git(eve, "pack-refs", "--all")
    place = eve / ".git" / name
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    place.symlink_to(clone / ".git" / name)
    seen = subprocess.run(["git", "-C", str(eve), "rev-parse", "HEAD"], capture_output=True)
    assert seen.returncode == 0  # git itself follows it

    with pytest.raises(bounded_git.Unreadable, match="refers to files elsewhere"):
        source(eve, "2027-01-01")
    assert clones.head(eve) == Commit()


def test_dates_are_those_of_the_commits_whatever_a_graph_says(clone):
    git(clone, "commit-graph", "write", "--reachable")
    graph = clone / ".git/objects/info/commit-graph"
    content = bytearray(graph.read_bytes())
    late = int(datetime(2026, 11, 3, 12, tzinfo=UTC).timestamp()).to_bytes(4, "big")
    place = content.index(late)
    content[place : place + 4] = (int.from_bytes(late, "big") - 150 * 86400).to_bytes(4, "big")
    content[-20:] = hashlib.sha1(content[:-20]).digest()
    graph.chmod(0o644)
    graph.write_bytes(content)
    fooled = git(clone, "rev-list", "-1", "--before=2026-07-01", "HEAD")
    assert fooled  # git itself believes it

    with pytest.raises(clones.NotInForce):
        source(clone, "2026-07-01")
    assert source(clone, "2026-11-02T12:00+00:00") == b"day = 2\n"


def test_grafts_and_shallow_marks_decide_nothing(clone):
    first, last = git(clone, "rev-list", "HEAD").decode().split()[::2][::-1]
    (clone / ".git/info").mkdir(exist_ok=True)
    (clone / ".git/info/grafts").write_text(f"{last} {first}\n")
    assert source(clone, "2026-11-02T12:00+00:00") == b"day = 2\n"

    (clone / ".git/info/grafts").unlink()
    (clone / ".git/shallow").write_text(f"{last}\n")
    assert source(clone, "2026-11-02T12:00+00:00") == b"day = 2\n"


def test_a_name_that_is_a_folder_of_many_files_is_not_looked_into(clone):
    tree = git(clone, "hash-object", "-w", "--stdin", input=b"x").decode().strip()
    kind = "100644 blob"
    for _ in range(10):
        listing = "".join(f"{kind} {tree}\t{n}\n" for n in range(10))
        tree, kind = git(clone, "mktree", input=listing.encode()).decode().strip(), "040000 tree"
    for name in ("linear.py", "02_linear", "exercises"):
        listing = f"040000 tree {tree}\t{name}\n"
        tree = git(clone, "mktree", input=listing.encode()).decode().strip()
    commit = git(clone, "commit-tree", tree, "-m", "large").decode().strip()
    began = time.monotonic()

    files = Committed(clone, Commit(commit, ""), opening.known())

    with pytest.raises(Refused, match="not a regular file"):
        files.read(LINEAR)
    assert time.monotonic() - began < 5


def test_a_configuration_that_cannot_be_read_is_not_a_missing_submission(clone):
    (clone / ".git/config").write_text("[core\n")

    with pytest.raises(bounded_git.Unreadable, match="git cannot read it"):
        source(clone, "2027-01-01")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(clone):
    (clone / ".git/config").unlink()
    os.mkfifo(clone / ".git/config")

    with pytest.raises(bounded_git.Unreadable, match='holds "config", not a regular file'):
        source(clone, "2027-01-01")


def test_a_clone_of_which_nothing_can_be_read_is_not_missing(tmp_path):
    (tmp_path / "eve/.git").mkdir(parents=True)

    with (
        pytest.raises(bounded_git.Unreadable, match="git cannot read it"),
        opening.opened(downloads.SubmissionFolder(tmp_path / "eve")),
    ):
        pass
