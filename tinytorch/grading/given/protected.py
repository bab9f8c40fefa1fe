"""Names the files that a student was not meant to change: advice for the report, never points.

A foreign grade takes all of them from the grader's own checkout, so a change there has no effect;
in a self-graded checkout they are compared with the checksums that a release wrote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tinytorch.grading.given.trees import Refused, Tree

MANIFEST = "tinytorch/manifest.json"
SCHEMA = "tinytorch-layers/manifest/v1"

#: What grades a push; services write workflows of their own to this path.
WORKFLOW = ".github/workflows/classroom.yml"

_WORKFLOWS = ".github/workflows/"

_PATTERNS = (
    "exercises/*/test_*.py",
    "tinytorch/**/*.py",
    ".github/workflows/*.yml",
    "noxfile.py",
    "pyproject.toml",
)

#: Larger than any protected file; more is not read to find out that it differs.
_MAX_BYTES = 1024 * 1024


def files(root: Path) -> tuple[str, ...]:
    """Return the protected files of a checkout, relative, with forward slashes, sorted."""
    found = (path for pattern in _PATTERNS for path in root.glob(pattern) if path.is_file())
    return tuple(sorted(path.relative_to(root).as_posix() for path in found))


def changed(
    tree: Tree, grader: Path, prefix: str = "", released: Path | None = None
) -> tuple[str, ...]:
    """Return the protected files in which a submission differs from all that was handed out.

    That is the grader's checkout, and the earlier releases of which a manifest is known. What a
    submission lacks is no difference: an upload holds the answers alone, a service may have removed
    all else, and the template never had the instructor's modules.
    """
    known = _history(released or grader / MANIFEST)
    found = []
    for name, own in _own_checksums(grader):
        if known and name.startswith(_WORKFLOWS) and name not in known:
            continue  # the release has given ours another name
        try:
            here = _checksum(tree.read(f"{prefix}{name}", _MAX_BYTES))
        except FileNotFoundError:
            continue
        except (Refused, OSError):
            here = ""
        if here != own and here not in known.get(name, ()):
            found.append(name)
    return tuple(found)


@cache
def _own_checksums(grader: Path) -> tuple[tuple[str, str | None], ...]:
    return tuple((name, _file_checksum(grader / name)) for name in files(grader))


def history(manifest: Path) -> dict[str, list[str]]:
    """Return the checksums that each file has had, in the release of a manifest and before."""
    try:
        document = json.loads(manifest.read_text(encoding="utf-8"))
        before = {name: list(checksums) for name, checksums in document.get("earlier", {}).items()}
        for name, checksum in document["files"].items():
            if checksum not in before.setdefault(name, []):
                before[name].append(checksum)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return before


_history = cache(history)  # a class run asks for each submission


def changed_since_release(root: Path) -> tuple[str, ...]:
    """Return the protected files in which a checkout differs from its manifest.

    Without a manifest, or with one that cannot be read, there is nothing to compare: ().
    """
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        checksums = dict(manifest["files"])
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return tuple(n for n, checksum in checksums.items() if _file_checksum(root / n) != checksum)


def manifest(root: Path, earlier: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the text of the manifest that describes a checkout's protected files.

    Parameters
    ----------
    root : Path
    earlier : mapping, optional
        The checksums that files had in earlier releases, so that a copy of then is known as such.
    """
    checksums = {name: _file_checksum(root / name) for name in files(root)}
    before = {
        name: kept
        for name, each in (earlier or {}).items()
        if (kept := [checksum for checksum in each if checksum != checksums.get(name)])
    }
    document = {"schema": SCHEMA, "files": checksums} | ({"earlier": before} if before else {})
    return json.dumps(document, indent=1) + "\n"


def _file_checksum(path: Path) -> str | None:
    """Return the checksum of a text file; None without a file."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        return _checksum(path.read_bytes())
    except OSError:
        return None


def _checksum(content: bytes) -> str:
    """Return the SHA-256 of a text with its line endings made LF."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
