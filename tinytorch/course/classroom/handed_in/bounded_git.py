"""Runs git on a clone that nobody trusts, within limits of time, memory and what it answers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tinytorch.grading.model import GradingError

_NO_GIT = "git is not installed, and --at needs it."

SECONDS = 10.0  #: for one call of git
MAX_ANSWER = 4 * 1024 * 1024  #: bytes of it; of a larger tree, only known names are asked for
MEMORY = 2**30  #: bytes that git may take

_OVERRIDDEN = (
    f"core.hooksPath={os.devnull}", "core.fsmonitor=false", "core.pager=", "core.sshCommand=false",
    "credential.helper=", "protocol.allow=never", "gc.auto=0", "maintenance.auto=false",
    "safe.directory=*", "log.showSignature=false", "core.commitGraph=false",
    "core.multiPackIndex=false",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class Unreadable(Exception):
    """The clone cannot be read."""


def ask(
    clone: Path, *arguments: str, asked: bytes = b"", most: int = MAX_ANSWER, whole: bool = True
) -> bytes:
    """Return what git answers; where it may be long, as much of it as is looked at."""
    code, answer, reason = run(clone, arguments, asked, most)
    if len(answer) > most:
        if whole:
            raise refused("its answer has no end")
        return answer[:most]
    if code != 0:
        raise refused(reason or f"exit {code}")
    return answer


def run(clone: Path, arguments: Sequence[str], asked: bytes, most: int) -> tuple[int, bytes, str]:
    """Run git, and return its exit code, at most one byte more than `most`, and its last words."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    configured = [part for setting in _OVERRIDDEN for part in ("-c", setting)]
    command = ["git", "--no-optional-locks", "--no-pager", f"--git-dir={clone / '.git'}"]
    command += [*configured, *arguments]
    with tempfile.TemporaryFile() as questions, tempfile.TemporaryFile() as complaints:
        questions.write(asked)
        questions.seek(0)
        try:
            process = subprocess.Popen(
                command,
                stdin=questions,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={**kept, **_ENVIRONMENT},
                preexec_fn=None if sys.platform == "win32" else _limit,
            )
        except FileNotFoundError:
            raise GradingError(_NO_GIT) from None
        code, answer = _answer(process, most)
        complaints.seek(0)
        told = complaints.read(10_000).decode("utf-8", "replace").strip().splitlines()
    return code, answer, told[-1] if told else ""


def _answer(process: subprocess.Popen[bytes], most: int) -> tuple[int, bytes]:
    """Return exit code and answer of a process that is ended when its time or its space is up."""
    alarm = threading.Timer(SECONDS, process.kill)
    alarm.start()
    try:
        assert process.stdout is not None
        answer = process.stdout.read(most + 1)
        if len(answer) > most:
            process.kill()
        process.stdout.close()
        return process.wait(), answer
    finally:
        alarm.cancel()
        process.kill()


def _limit() -> None:
    import resource

    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, int(SECONDS))):
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (most, most))


def refused(reason: str) -> Unreadable:
    """Return what is raised where git itself says that it cannot."""
    return Unreadable(f"git cannot read it ({reason})")
