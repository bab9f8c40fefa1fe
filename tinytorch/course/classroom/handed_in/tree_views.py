"""Parts of a tree, as if each were one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from tinytorch.grading.given.trees import MAX_BYTES, Tree


class Renamed:
    """Some files of a tree, under names of their own."""

    def __init__(self, tree: Tree, names: Mapping[str, str]) -> None:
        self._tree, self._names = tree, names

    def names(self) -> list[str]:
        return list(self._names)

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        if name not in self._names:
            raise FileNotFoundError(name)
        return self._tree.read(self._names[name], limit)


class Below:
    """A folder of a tree."""

    def __init__(self, tree: Tree, prefix: str) -> None:
        self._tree, self._prefix = tree, prefix

    @cached_property
    def _names(self) -> list[str]:
        length = len(self._prefix)
        return [name[length:] for name in self._tree.names() if name.startswith(self._prefix)]

    def names(self) -> list[str]:
        return self._names

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        return self._tree.read(f"{self._prefix}{name}", limit)
