"""``python -m tests.site.scripts``: check the types and the style of the site's own JavaScript.

The tools are npm's packages that the site is locked to. Page, workers and build are checked apart,
because what is global differs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.release.making import ROOT
from tinytorch.course.release.checkout import File
from tinytorch.course.site import packages
from tinytorch.course.site.site_command import PACKAGES

_SITE = ROOT / "tinytorch" / "course" / "site"
_FOLDERS = {"page": _SITE / "page", "slides": _SITE.parent / "slides"}

_STRICT = (
    *("--noEmit", "--checkJs", "--strict", "--noUnusedLocals", "--noUnusedParameters"),
    *("--noImplicitReturns", "--noFallthroughCasesInSwitch", "--skipLibCheck"),
    *("--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"),
)
_TYPES = {
    "dom,dom.iterable": ("page/main.js", "page/home.js", "page/theme.js", "slides/slides.js"),
    "webworker": ("page/worker.js", "page/service-worker.js"),
    "": ("page/render.js", "page/pack.js", "slides/render.js"),
}
_STYLE = (
    *("--deny", "correctness", "--deny", "suspicious"),
    *("--allow", "unicorn/prefer-add-event-listener"),  # each element here has one listener
    *("--allow", "eslint/no-new"),  # some live by their listeners alone
    *("--allow", "unicorn/require-post-message-target-origin"),  # workers take none
)


def main() -> int:
    """Print what the tools find, and return 1 where they found something."""
    locks = ("package.json", "package-lock.json")
    modules = packages.npm({name: File((_SITE / name).read_bytes()) for name in locks}, PACKAGES)
    tools = modules / "node_modules"
    command = ["node", tools / "oxlint/bin/oxlint", *_STYLE, *_FOLDERS.values()]
    found = subprocess.run(command, cwd=ROOT, check=False).returncode
    with tempfile.TemporaryDirectory(dir=modules, prefix="scripts-") as name:
        stage = Path(name)
        for folder, source in _FOLDERS.items():
            (stage / folder).mkdir()
            for path in [*source.glob("*.js"), *source.glob("*.d.ts")]:
                (stage / folder / path.name).write_bytes(path.read_bytes())
        for library, names in _TYPES.items():
            command = ["node", tools / "typescript/bin/tsc", *_STRICT, *_libraries(library), *names]
            found |= subprocess.run(command, cwd=stage, check=False).returncode
    return int(found != 0)


def _libraries(library: str) -> tuple[str, ...]:
    """Return what is global: what browsers have, or Node.js."""
    types = () if library else ("--types", "node")
    return ("--lib", ",".join(filter(None, ["es2023", library])), *types, "page/globals.d.ts")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except packages.Unavailable as missing:
        sys.exit(str(missing))
