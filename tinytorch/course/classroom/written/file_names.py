"""Gives files names that every platform can hold."""

from __future__ import annotations

import unicodedata

MAX_NAME = 100  #: bytes; file systems take 255, and an ending and a number are added

#: Windows opens a device for these, whatever the ending.
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"}
_DEVICES |= {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}


def safe_name(text: str) -> str:
    """Return a name for a file that holds nothing but letters, digits and ``. _ - @ +``."""
    normal = unicodedata.normalize("NFC", text)
    name = "".join(c if c.isalnum() or c in "._-@+" else "_" for c in normal).strip(". ")
    if name.partition(".")[0].casefold() in _DEVICES:
        name = f"_{name}"
    return name.encode("utf-8")[:MAX_NAME].decode("utf-8", "ignore").rstrip(". ") or "_"


class Names:
    """Gives safe names, no two of which differ by case alone."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, text: str) -> str:
        """Return a name for a text that has not been given yet."""
        base = name = safe_name(text)
        number = 1
        while _folded(name) in self._taken:
            number += 1
            name = f"{base}~{number}"
        self._taken.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
