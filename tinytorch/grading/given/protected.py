"""Names the files that a student was not meant to change: advice for the report, never points.

A foreign grade takes all of them from the grader's own checkout, so a change there has no effect;
in a self-graded checkout they are compared with the checksums that a release wrote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

MANIFEST = "tinytorch/manifest.json"
SCHEMA = "tinytorch-layers/manifest/v1"

_PATTERNS = (
    "exercises/*/test_*.py",
    "tinytorch/**/*.py",
    ".github/workflows/classroom.yml",
    "noxfile.py",
    "pyproject.toml",
)

#: Larger than any protected file; more is not read to find out that it differs.
_MAX_BYTES = 1024 * 1024


def files(root: Path) -> tuple[str, ...]:
    """Return the protected files of a checkout, relative, with forward slashes, sorted."""
    found = (path for pattern in _PATTERNS for path in root.glob(pattern) if path.is_file())
    return tuple(sorted(path.relative_to(root).as_posix() for path in found))


def changed(root: Path, grader: Path) -> tuple[str, ...]:
    """Return the protected files in which a submission differs from the grader's checkout.

    What a submission lacks is no difference: an upload holds the answers alone, a service may
    have removed all else, and the template never had the instructor's modules.
    """
    here = tuple(name for name in files(grader) if (root / name).exists())
    return tuple(_differing(root, here, lambda name: _checksum(grader / name)))


def changed_since_release(root: Path) -> tuple[str, ...]:
    """Return the protected files in which a checkout differs from its manifest.

    Without a manifest, or with one that cannot be read, there is nothing to compare: ().
    """
    try:
        manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        checksums = dict(manifest["files"])
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return tuple(_differing(root, tuple(checksums), checksums.__getitem__))


def manifest(root: Path) -> str:
    """Return the text of the manifest that describes a checkout's protected files."""
    checksums = {name: _checksum(root / name) for name in files(root)}
    return json.dumps({"schema": SCHEMA, "files": checksums}, indent=1) + "\n"


def _differing(
    root: Path, names: tuple[str, ...], expected: Callable[[str], str | None]
) -> Iterator[str]:
    return (name for name in names if _checksum(root / name) != expected(name))


def _checksum(path: Path) -> str | None:
    """Return the SHA-256 of a text file with its line endings made LF; None without a file."""
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES)
    except OSError:
        return None
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
