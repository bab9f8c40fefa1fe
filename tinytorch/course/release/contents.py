"""Which files of the repository each product has; the one place to change that.

A pattern is one of `fnmatch`, whose ``*`` matches folders, too. What no pattern names stays
behind: the reference above all, and the project's own tests and checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Selection:
    """Files chosen by patterns of their paths."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    def of(self, paths: Iterable[str]) -> list[str]:
        """Return the chosen ones of some paths, sorted."""
        return sorted(path for path in paths if self._holds(path))

    def _holds(self, path: str) -> bool:
        chosen, refused = (
            any(fnmatchcase(path, pattern) for pattern in patterns)
            for patterns in (self.include, self.exclude)
        )
        return chosen and not refused


#: What only an instructor has.
COURSE = "tinytorch/course/*"

#: What a student needs, beside the template's own README and the manifest of checksums.
TEMPLATE = Selection(
    include=(
        ".devcontainer/*",
        ".editorconfig",
        ".gitattributes",
        ".github/workflows/classroom.yml",
        ".gitignore",
        ".vscode/*",
        "LICENSE",
        "exercises/*",
        "noxfile.py",
        "pyproject.toml",
        "tinytorch/*",
        "uv.lock",
    ),
    exclude=(COURSE,),
)

#: What grades a submission that comes from elsewhere: grader, tests, and stubs that name TODOs.
GRADER = Selection(
    include=("LICENSE", "exercises/*/test_*.py", "tinytorch/*"),
    exclude=(
        COURSE,
        "tinytorch/grading/reset_command.py",
        "tinytorch/grading/watch/*",
        "tinytorch/lab/*",
    ),
)

#: The products' own files, which the repository keeps in folders of this package.
OWN_FILES = "tinytorch/course/release/{product}/"
