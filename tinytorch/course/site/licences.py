"""The licences of everything that the site holds."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

from tinytorch.course.release.checkout import Commit


def of_all(modules: Path, used: Iterable[str], libraries: Path, commit: Commit) -> bytes:
    """Return the licence of everything that the site holds."""
    texts = {"TinyTorch Layers": commit.files["LICENSE"].content.decode("utf-8")}
    for name in sorted(used):
        folder = modules / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts[f"{name} {about['version']} ({about.get('license')})"] = _texts(folder, about)
    for folder in sorted(libraries.glob("*.dist-info")):
        texts[folder.name.removesuffix(".dist-info")] = _texts(folder, {})
    parts = [f"{'=' * 80}\n{name}\n{'=' * 80}\n\n{text.strip()}\n" for name, text in texts.items()]
    return "\n\n".join(parts).encode("utf-8")


def _texts(folder: Path, about: dict[str, object]) -> str:
    found = sorted(
        path for path in folder.rglob("*") if re.match(r"(?i)licen[cs]e|copying", path.name)
    )
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in found if path.is_file()]
    repository = about.get("repository")
    url = repository.get("url") if isinstance(repository, dict) else repository
    return "\n\n".join([*([f"Source: {html.unescape(str(url))}"] if url else []), *texts])
