"""What the tests of a release share: git without a developer's settings, and the command."""

import compileall
import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

from tinytorch.course.release import release_command

ROOT = Path(__file__).parents[2]

RELEASE = ("-P", "-m", "tinytorch.course.release", "--without-site")

#: Neither the developer's settings nor the hour may show in a repository that a test makes.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-09-01T10:20:30Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-09-01T10:20:30Z",
}


def git(folder: Path, *arguments: str) -> bytes:
    """Run git in a folder, and return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(
        command, env={**os.environ, **GIT}, capture_output=True, check=True
    ).stdout


def commit_all(folder: Path, message: str = "Start") -> None:
    """Commit everything in a folder, which becomes a repository where it is none yet."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def commit_checkout(folder: Path) -> Path:
    """Make a repository of one commit in a folder, with the checkout's files as they are now."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.decode("utf-8").split("\0")):
        if (ROOT / name).is_file():  # a file that was deleted is still listed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit_all(folder)
    return folder


def run_release(repository: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Make a release of a repository; the site has tests of its own."""
    given = ["--without-site", *map(str, arguments)]
    with (
        mock.patch.object(release_command, "ROOT", repository),
        mock.patch.dict(os.environ, GIT),
        contextlib.redirect_stdout(io.StringIO()) as printed,
        contextlib.redirect_stderr(io.StringIO()) as said,
    ):
        code = release_command.main(given)
    return subprocess.CompletedProcess(given, code, printed.getvalue(), said.getvalue())


def run_release_of_its_own(
    repository: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Make a release with the code of a repository, in a process of its own."""
    return subprocess.run(
        [sys.executable, *RELEASE, *map(str, arguments)],
        cwd=repository,
        env={**os.environ, **GIT, "PYTHONPATH": str(repository), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def compile_all(folder: Path) -> None:
    """Compile the modules below a folder: its copies, of the same dates, need not do so again."""
    for place in folder.iterdir():
        if place.is_dir():
            compileall.compile_dir(place, quiet=2)  # a file of the student's may be no Python


def solve(folder: Path, *exercises: str) -> Path:
    """Put the reference into a student's checkout, for the exercises that are named."""
    for exercise in exercises:
        for path in (ROOT / "solutions" / exercise).glob("*.py"):
            shutil.copy(path, folder / "exercises" / exercise / path.name)
    return folder
