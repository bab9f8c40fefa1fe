"""Reads the files of a commit as git keeps them: nothing is checked out, and no filter runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from tinytorch.course.classroom.class_data import Commit
from tinytorch.course.classroom.handed_in import bounded_git
from tinytorch.course.classroom.handed_in.bounded_git import Unreadable
from tinytorch.grading import messages
from tinytorch.grading.given.trees import MAX_BYTES, Refused, listed

_MISSING_OBJECT = "its .git lacks a file of that commit; clone it anew"


class Committed:
    """The files of a commit.

    Parameters
    ----------
    clone : Path
    commit : Commit
    known : sequence of str
        The names that will be asked for; all others cost another call.

    Raises
    ------
    Unreadable
        The clone cannot be read.
    """

    def __init__(self, clone: Path, commit: Commit, known: Sequence[str]) -> None:
        self._clone, self._commit = clone, commit
        # Not into folders: a name may be one, of more files than there are bytes in the clone.
        self._entries = _entries(bounded_git.ask(clone, *self._listing("-lz"), "--", *known))
        self._loaded = self._contents(self._entries)

    def _listing(self, options: str) -> tuple[str, ...]:
        return ("ls-tree", options, "--full-tree", self._commit.name)

    def names(self) -> list[str]:
        """Return the names of the files; of a tree without end, those that come first."""
        return [name for name in self._all if listed(name)]

    @cached_property
    def _all(self) -> dict[str, _Blob]:
        answer = bounded_git.ask(self._clone, *self._listing("-rlz"), whole=False)
        return {**_entries(answer[: answer.rfind(b"\0") + 1]), **self._entries}

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        entry = self._entries.get(name)
        if entry is None and "_all" in vars(self):
            entry = self._all.get(name)
        if entry is None:
            raise FileNotFoundError(name)
        if not entry.regular:
            raise Refused(messages.not_a_file(name))
        if entry.size > min(limit, MAX_BYTES):
            raise Refused(messages.large_file(name, entry.size, limit))
        if name not in self._loaded:
            self._loaded |= self._contents({name: entry})
        return self._loaded[name]

    def _contents(self, entries: Mapping[str, _Blob]) -> dict[str, bytes]:
        wanted = {n: each for n, each in entries.items() if each.regular and each.size <= MAX_BYTES}
        if not wanted:
            return {}
        asked = b"".join(each.name + b"\n" for each in wanted.values())
        most = sum(each.size + 100 for each in wanted.values())
        answer = bounded_git.ask(self._clone, "cat-file", "--batch", asked=asked, most=most)
        found = {}
        for name, each in wanted.items():
            head, _, answer = answer.partition(b"\n")
            if head.split()[:1] != [each.name] or b" blob " not in head:
                raise Unreadable(_MISSING_OBJECT)
            found[name], answer = answer[: each.size], answer[each.size + 1 :]
        return found


class _Blob:
    """An entry of a tree."""

    def __init__(self, mode: bytes, kind: bytes, name: bytes, size: bytes) -> None:
        self.regular = kind == b"blob" and mode in (b"100644", b"100755")
        if self.regular and not size.isdigit():
            raise Unreadable(_MISSING_OBJECT)
        self.name, self.size = name, int(size) if size.isdigit() else 0


def _entries(listing: bytes) -> dict[str, _Blob]:
    found = {}
    for line in filter(None, listing.split(b"\0")):
        described, _, name = line.partition(b"\t")
        found[name.decode("utf-8", "replace")] = _Blob(*described.split())
    return found
