"""What the interpreter in the browser unpacks: the course, and Python's packages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.contents import Selection
from tinytorch.course.release.products import write
from tinytorch.course.site import packages

#: What the interpreter has of the course.
COURSE = Selection(
    include=(
        "LICENSE",
        "exercises/*/README.md",
        "exercises/*/test_*.py",
        "tinytorch/__init__.py",
        "tinytorch/checkout.py",
        "tinytorch/core/*.py",
        "tinytorch/course/__init__.py",
        "tinytorch/course/site/__init__.py",
        "tinytorch/course/site/browser/*",
        "tinytorch/grading/*",
        "tinytorch/lab/__init__.py",
        "tinytorch/lab/digits/*",
        "tinytorch/lab/model.py",
        "tinytorch/testing/*",
    ),
)


def packed(commit: Commit, libraries: Path, stage: Path) -> bytes:
    """Return what the interpreter unpacks: the course and Python's packages."""
    course = {path: commit.files[path] for path in COURSE.of(commit.files)}
    write({**course, **dict(_libraries(libraries))}, stage / "course")
    # Compressed by a locked library, so that the bytes do not depend on this machine's.
    seconds = str(int(commit.when.timestamp()))
    packages.run("node", "page/pack.js", "course", "course.zip", seconds, folder=stage)
    return (stage / "course.zip").read_bytes()


def _libraries(folder: Path) -> Iterator[tuple[str, File]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        told = ".dist-info/" not in name or path.name in ("METADATA", "entry_points.txt")
        ours = not name.startswith(("bin/", ".")) and path.suffix != ".pyc"
        if path.is_file() and told and ours:
            yield f"packages/{name}", File(path.read_bytes())
