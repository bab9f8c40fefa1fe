"""Puts the products together from the files of a commit, in memory: pure, but for one tool."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tinytorch.course.release.checkout import Commit, File
from tinytorch.course.release.contents import GRADER, OWN_FILES, TEMPLATE, Selection
from tinytorch.grading.given import protected
from tinytorch.grading.model import GradingError

MANIFEST = "manifest.json"
SCHEMA = "tinytorch-layers/release/v1"

#: What Classroom 50 allows as the short name of an assignment.
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")

_WORKFLOW = re.compile(r"[\w-]+\.ya?ml")

Files = dict[str, File]
History = Mapping[str, Sequence[str]]


def build(
    commit: Commit,
    slug: str,
    site: Files | None = None,
    *,
    earlier: History | None = None,
    workflow: str | None = None,
) -> Files:
    """Return everything that a release consists of, by path.

    Parameters
    ----------
    commit : Commit
    slug : str
        The short name of the assignment in Classroom 50.
    site : dict of str to File, optional
        The files of the page in the browser, where there is one.
    earlier : mapping, optional
        The checksums that files had in releases before, as `protected.history` gives them.
    workflow : str, optional
        Another name for the workflow that grades a push.

    Raises
    ------
    GradingError
        The slug is none, or the packages cannot be read from the lock file.
    """
    if not _SLUG.fullmatch(slug):
        raise GradingError(
            f"{slug} is no short name of an assignment: use 2 to 39 letters a-z, digits and "
            "hyphens, the first no hyphen."
        )
    requirements = File(pinned(commit.files))
    students = template(commit, earlier or {}, workflow)
    known = {protected.MANIFEST: students[protected.MANIFEST]}
    files = {
        **_below("template", students),
        **_below(f"classroom50/autograders/{slug}", {**classroom50(commit, requirements), **known}),
        "gradescope.zip": File(archive({**gradescope(commit, requirements), **known}, commit.when)),
        **_below("gitlab", _own(commit, "gitlab")),
        "codio.zip": File(archive(codio(commit, requirements, known), commit.when)),
        **_below("site", site or {}),
    }
    return {MANIFEST: File(_manifest(commit, files)), **files}


def template(commit: Commit, earlier: History, workflow: str | None) -> Files:
    """Return the student template; its manifest knows what earlier releases have handed out."""
    files = {**_selected(commit, TEMPLATE), **_own(commit, "template")}
    if workflow is not None:
        if not _WORKFLOW.fullmatch(workflow):
            raise GradingError(
                f"{workflow} is no name of a workflow: use letters, such as grade.yml."
            )
        files[f".github/workflows/{workflow}"] = files.pop(protected.WORKFLOW)
    with tempfile.TemporaryDirectory(prefix="tinytorch-release-") as folder:
        write(files, Path(folder))
        text = protected.manifest(Path(folder), earlier)
    return {**files, protected.MANIFEST: File(text.encode("utf-8"))}


def classroom50(commit: Commit, requirements: File) -> Files:
    """Return the folder of an assignment's autograder in Classroom 50."""
    own = _own(commit, "classroom50")
    return {**_selected(commit, GRADER), **own, "requirements.txt": requirements}


def gradescope(commit: Commit, requirements: File) -> Files:
    """Return what Gradescope's zip holds."""
    own = _own(commit, "gradescope")
    uv = File(_uv(commit.files["uv.lock"].content))
    extra = {"requirements.txt": requirements, "uv.txt": uv}
    return {**_selected(commit, GRADER), **own, **extra}


def codio(commit: Commit, requirements: File, known: Files) -> Files:
    """Return what is unpacked into a project of Codio's."""
    secure = ".guides/secure"
    return {
        **_own(commit, "codio"),
        **_below(f"{secure}/grader", {**_selected(commit, GRADER), **known}),
        f"{secure}/requirements.txt": requirements,
    }


def write(files: Files, folder: Path) -> None:
    """Write files below a folder."""
    for name, file in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        path.chmod(0o755 if file.executable else 0o644)


@contextmanager
def replacing(folder: Path, mark: str) -> Iterator[None]:
    """Let a folder be written that is empty, or holds the file that marks an earlier product.

    Raises
    ------
    GradingError
        It holds something else, or cannot be written.
    """
    try:
        if not (folder / mark).is_file() and folder.exists() and any(folder.iterdir()):
            raise GradingError(f"{folder} holds other files: name an empty folder, or a new one.")
        yield
    except OSError as error:
        reason = error.strerror or error
        sentence = f"{error.filename} cannot be written ({reason}); name another OUT."
        raise GradingError(sentence) from None


def archive(files: Files, when: datetime) -> bytes:
    """Return a zip archive of files, the same bytes for the same files and date.

    They are stored as they are: what a compressor makes of them depends on its version.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.create_system = 3  # Unix, on every platform: only there modes have a meaning
            entry.external_attr = (0o100755 if file.executable else 0o100644) << 16
            target.writestr(entry, file.content)
    return buffer.getvalue()


def _selected(commit: Commit, selection: Selection) -> Files:
    return {path: commit.files[path] for path in selection.of(commit.files)}


def _own(commit: Commit, product: str) -> Files:
    folder = OWN_FILES.format(product=product)
    own = {path: file for path, file in commit.files.items() if path.startswith(folder)}
    return {path.removeprefix(folder): file for path, file in own.items()}


def _below(folder: str, files: Files) -> Files:
    return {f"{folder}/{path}": file for path, file in sorted(files.items())}


def _manifest(commit: Commit, files: Files) -> bytes:
    document = {
        "schema": SCHEMA,
        "commit": commit.name,
        "date": commit.when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "files": {path: hashlib.sha256(file.content).hexdigest() for path, file in files.items()},
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def pinned(files: Files, *options: str) -> bytes:
    """Return what the lock file pins for a grade, as pip reads it, with hashes.

    Parameters
    ----------
    files : dict of str to File
        The commit's.
    *options : str
        Further ones for ``uv export``.

    Raises
    ------
    GradingError
        The lock file cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="tinytorch-release-") as folder:
        write({name: files[name] for name in ("pyproject.toml", "uv.lock")}, Path(folder))
        command = [sys.executable, "-m", "uv", "export", "--quiet", "--frozen", "--no-header"]
        command += ["--no-config", "--no-default-groups", "--group", "grade"]
        command += ["--no-emit-project", "--no-annotate", "--format", "requirements.txt", *options]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GradingError(
            f"uv cannot read the lock file ({reason}): make the release with nox -s release."
        )
    return done.stdout.replace(b"\r\n", b"\n")


def _uv(lock: bytes) -> bytes:
    """Return the requirement of uv itself, for machines that have only pip."""
    packages = tomllib.loads(lock.decode("utf-8"))["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    hashes = [f"    --hash={wheel['hash']}" for wheel in uv["wheels"]]
    return (" \\\n".join([f"uv=={uv['version']}", *hashes]) + "\n").encode("ascii")
