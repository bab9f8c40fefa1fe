"""Writes rendered reports where they belong: to a stream, a file, or a file of the workflow's.

On GitHub the log is a command channel. What may quote a student is printed while commands are
stopped, under a token that is drawn after the student's last process has ended.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from tinytorch.grading.model import GradingError

#: Files that belong to the whole job, to which a step adds.
_SHARED = ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")

#: A sign and its spelling in ASCII, in turn.
_SPELLINGS = "≠ != ≤ <= ≥ >= ≈ ~ × x · * − - – - — - … ... → -> ← <- ± +/- √ sqrt ∞ inf ’ '"
_BLOCKS = "█░"

_SIGNS, _SPELT = _SPELLINGS.split()[::2], _SPELLINGS.split()[1::2]
_ASCII = str.maketrans(dict(zip(_SIGNS, _SPELT, strict=True)))


def prepare_streams() -> None:
    """Let the standard streams write every character, in ASCII where theirs has no other.

    Where one is closed, as Python finds it where there is no console, nobody reads along.
    """
    codecs.register_error("tinytorch.ascii", _in_ascii)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="tinytorch.ascii")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_ASCII)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end


def coloured(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether what is written to a stream should be coloured."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if environment.get("TERM") == "dumb" or not stream.isatty():
        return False
    if sys.platform == "win32":
        import colorama  # pytest needs it there

        colorama.just_fix_windows_console()
    return True


def signs(stream: TextIO) -> str:
    """Return what a bar is made of on a stream: a sign for what is done, and one for the rest."""
    try:
        _BLOCKS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "#-"
    return _BLOCKS


def write_stream(text: str, stream: TextIO, *, commands: bool) -> None:
    """Write a report to a stream.

    Parameters
    ----------
    text : str
    stream : TextIO
    commands : bool
        Whether the text consists of workflow commands; all others are kept from being read so.
    """
    if commands or os.environ.get("GITHUB_ACTIONS") != "true":
        shown = text
    else:
        token = secrets.token_hex(16)
        shown = f"::stop-commands::{token}\n{text.rstrip()}\n\n::{token}::\n"
    try:
        stream.write(shown)
        stream.flush()
    except BrokenPipeError:
        # Who reads along, such as `head`, has seen enough; nor may the flush at the end complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_file(text: str, path: Path) -> None:
    """Replace a file in one step, or add to it where the file is the workflow's.

    Raises
    ------
    GradingError
        The file cannot be written.
    """
    try:
        if _is_shared(path):
            _append(text, path)
        elif path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a device or a pipe cannot be replaced
        else:
            replace(text, path.resolve())
    except OSError as error:
        reason = error.strerror or str(error)
        raise GradingError(_unwritable(str(path), reason)) from None


def withdraw(path: Path) -> None:
    """Remove an older report, so that none is taken for that of a run that comes to no grade."""
    try:
        if path.is_file() and not _is_shared(path):
            path.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise GradingError(_unwritable(str(path), reason)) from None


def _is_shared(path: Path) -> bool:
    shared = (os.environ.get(name) for name in _SHARED)
    return any(name and path.resolve() == Path(name).resolve() for name in shared)


def _append(text: str, path: Path) -> None:
    """Add to a file, on a line of its own: an earlier writer may have left its last one open."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(text.encode("utf-8"))


def replace(text: str, path: Path) -> None:
    """Write a file in one step: who reads it sees the old text or the new one, whole."""
    with replacing(path) as file:
        file.write(text)


@contextlib.contextmanager
def replacing(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Give a file to write that takes the place of `path` once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")  # a name may be as long as it can be
    try:
        with temporary.open("w", encoding=encoding, newline="\n") as file:
            yield file
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _unwritable(path: str, reason: str) -> str:
    return f"The report {path} cannot be written ({reason}); name another file after --report."
