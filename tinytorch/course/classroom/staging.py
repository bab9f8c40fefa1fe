"""Lays the known files of a submission into a fresh folder, where they are read as any other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tinytorch.grading.given import protected
from tinytorch.grading.model import EXERCISES

#: What makes a folder somebody's submission.
SIGNS = frozenset({"exercises", ".git", *(exercise.file for exercise in EXERCISES)})


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a submission that does not lie in a folder."""

    content: bytes = b""
    size: int = 0  #: where it is too large to be read at all
    regular: bool = True  #: False for a link, a folder and what cannot be read


@cache
def known(grader: Path) -> tuple[str, ...]:
    """Return the files that a grade looks at, the answers first."""
    answers = [exercise.path for exercise in EXERCISES]
    bare = [exercise.file for exercise in EXERCISES]
    return (*answers, *bare, *protected.files(grader))


@contextmanager
def laid(read: Callable[[str], Piece | None], names: Iterable[str]) -> Iterator[Path]:
    """Give a folder with the files of these names; None stands for a file that is not there."""
    with tempfile.TemporaryDirectory(prefix="tinytorch-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        for name in names:
            piece = read(name)
            if piece is not None:
                _lay(root / name, piece)
        yield root


def _lay(path: Path, piece: Piece) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not piece.regular:
        path.mkdir(exist_ok=True)  # refused as everything is that is not a file
        return
    with path.open("wb") as file:
        file.write(piece.content)
        # Without its content, which is not read: the size alone has it refused.
        file.truncate(max(piece.size, len(piece.content)))
