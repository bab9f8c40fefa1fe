"""Fetches what the page is made with: npm's packages, Python's wheels, and NumPy's build.

Each is locked: npm's by ``package-lock.json`` with integrity, the wheels by the hashes of
``uv.lock``, and NumPy's WebAssembly build by the lock file inside npm's ``pyodide``. What has been
fetched is kept, under the checksum of its lock.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tinytorch.course.release.checkout import File
from tinytorch.course.release.products import pinned
from tinytorch.grading.model import GradingError

#: The environment variable that names a folder with NumPy's build; the release serves it, too.
FOLDER = "TINYTORCH_PYODIDE"
_RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file}"

_LOCKS = ("package.json", "package-lock.json")

_PATIENCE = 60  #: seconds without an answer


class Unavailable(GradingError):
    """What the site is made with is not here, and cannot be fetched."""


def npm(files: dict[str, File], kept: Path) -> Path:
    """Return a folder that holds the two lock files and `node_modules`.

    Parameters
    ----------
    files : dict of str to File
        The package's files, ``package.json`` and ``package-lock.json`` among them.
    kept : Path
        Where fetched packages are kept.

    Raises
    ------
    Unavailable
        npm is missing, or cannot fetch them.
    """
    locks = {name: files[name].content for name in _LOCKS}

    def fetch(folder: Path) -> None:
        for name, content in locks.items():
            (folder / name).write_bytes(content)
        command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        _download("npm", *command, folder=folder)

    return once(kept / f"npm-{_digest(*locks.values())}", fetch)


def wheels(files: dict[str, File], kept: Path) -> Path:
    """Return a folder with the packages that a grade needs, NumPy excepted, unpacked.

    Raises
    ------
    GradingError
        uv cannot read the lock.
    Unavailable
        It cannot fetch them.
    """
    # NumPy has a build of its own; colorama is for consoles of Windows.
    pins = pinned(files, "--no-emit-package=numpy", "--no-emit-package=colorama")

    def fetch(folder: Path) -> None:
        (folder / "requirements.txt").write_bytes(pins)
        command = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--link-mode=copy"]
        command += ["--only-binary=:all:", "--python-version=3.12", "--python-platform=linux"]
        command += ["--target=packages", "--requirement=requirements.txt"]
        _download(sys.executable, "-m", "uv", *command, folder=folder)

    return once(kept / f"wheels-{_digest(pins)}", fetch) / "packages"


def numpy(pyodide: Path, kept: Path) -> Path:
    """Return NumPy's build for the interpreter in npm's package `pyodide`.

    Raises
    ------
    Unavailable
        It cannot be had.
    GradingError
        It is another one than the lock names.
    """
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    entry = lock["packages"]["numpy"]
    name, expected = str(entry["file_name"]), str(entry["sha256"])

    def fetch(folder: Path) -> None:
        given = os.environ.get(FOLDER)
        url = _RELEASE.format(version=lock["info"]["version"], file=name)
        try:
            if given:
                shutil.copyfile(Path(given, name), folder / name)
            else:
                with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
                    (folder / name).write_bytes(answer.read())
        except (OSError, http.client.HTTPException) as error:
            where = Path(given, name) if given else url
            raise Unavailable(
                f"{where} cannot be read ({error}): name a folder that holds {name} in the "
                f"environment variable {FOLDER}."
            ) from None
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise GradingError(
                f"{name} is not the file that pyodide-lock.json names: fetch it anew."
            )

    return once(kept / f"numpy-{expected[:16]}", fetch) / name


def run(*command: str | Path, folder: Path, given: bytes | None = None) -> bytes:
    """Run a tool in a folder, and return what it prints.

    Raises
    ------
    Unavailable
        It is missing.
    GradingError
        It fails.
    """
    tool, *arguments = map(str, command)
    found = shutil.which(tool)  # npm is a script with an ending on Windows
    if found is None:
        raise Unavailable(f"The site is built with {tool}: install Node.js 20 or newer.")
    done = subprocess.run(
        [found, *arguments], cwd=folder, input=given, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise GradingError(f"{Path(tool).stem} {arguments[0]} failed:\n{said}")
    return done.stdout


def _download(*command: str | Path, folder: Path) -> None:
    try:
        run(*command, folder=folder)
    except GradingError as error:
        raise Unavailable(str(error)) from None


def once(folder: Path, fetch: Callable[[Path], None]) -> Path:
    """Fill a folder, unless that has been done, and return it; nobody sees it half filled."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as name:
            filled = Path(name, "filled")
            filled.mkdir()
            fetch(filled)
            if not folder.is_dir():
                filled.rename(folder)
    return folder


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]
