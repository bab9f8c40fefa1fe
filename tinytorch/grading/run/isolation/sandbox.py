"""What a worker gives up before it sees the student's code, as far as the platform can do it.

Each measure that is in force has a name, so that a report can say what confined a submission.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path

from tinytorch.checkout import ROOT
from tinytorch.grading.run.isolation import landlock, seccomp

if sys.platform != "win32":
    import resource

MEMORY = 2**30  #: bytes that a worker may hold, whatever it holds them in
DISK = 64 * 2**20  #: bytes of files in its folder; files without a name count as open ones, below
FILES = 1000  #: in its folder

#: Limits by the names of the `resource` module: bytes, seconds, counts.
LIMITS = {
    "RLIMIT_AS": MEMORY,
    "RLIMIT_CPU": 30,
    "RLIMIT_FSIZE": 2**20,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
    "RLIMIT_MEMLOCK": 0,
}
TRUSTED_MEMORY = 3 * 2**30  #: bytes that the tests themselves may come to need

#: Counts all processes of the user, so it is only for platforms where nothing better forbids them.
_FALLBACK_LIMITS = {"RLIMIT_NPROC": 512}

LANDLOCK, SECCOMP, LIMITED = "Landlock", "seccomp", "resource limits"

#: Without these a submission could read the tests or start programs.
REQUIRED = (LANDLOCK, SECCOMP)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_CHILD_SUBREAPER = 1, 4, 38, 36
_SIGKILL = 9

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/usr/share/locale",
    "/etc/localtime", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/dev/random",
)  # fmt: skip


def confine(folder: Path, *, level: str = "auto") -> list[str]:
    """Confine this process for good, and return the names of the measures in force.

    Parameters
    ----------
    folder : Path
        The only place in which it may write.
    level : {"auto", "required", "off"}
        `off` leaves only the resource limits.
    """
    measures = []
    if sys.platform == "linux" and level != "off":
        libc = _libc()
        _die_first()
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _drop_capabilities(libc)
        version = landlock.abi(libc)
        if version and _succeeds(landlock.restrict, libc, readable_places(), folder):
            measures.append(f"{LANDLOCK} (ABI {version})")
    measures += _limit(fallback="".join(measures) == "")
    # Last, since it also forbids what the other measures need.
    if sys.platform == "linux" and level != "off" and seccomp.supported():
        writing = any(measure.startswith(LANDLOCK) for measure in measures)
        if _succeeds(partial(seccomp.restrict, writing=writing), libc):
            measures.append(SECCOMP)
    return measures


def guard_parent() -> None:
    """Make this process, which workers are forked from, hard to reach and thorough in reaping."""
    readable_places()
    if seccomp.supported():
        seccomp.prepare()
    if sys.platform == "linux":
        libc = _libc()
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        _die_first()  # workers inherit it
        guard_trusted()


def guard_trusted() -> None:
    """Keep others from tracing this process and from reading its memory."""
    # It does not inherit orphans: it has other children, and could not tell which to wait for.
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Let allocations beyond a bound fail in this process, before the kernel ends it for them.

    A worker decides the shapes with which a layer of a test is called back, and two small arrays
    that broadcast make one that fills the machine.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:  # not Linux; macOS would not keep to the limit either
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    bound = pages * resource.getpagesize() + TRUSTED_MEMORY
    known = [limit for limit in before if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([bound, *known]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def overfull(folder: Path) -> bool:
    """Return whether a worker has left more in its folder than it may."""
    taken = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for count, entry in enumerate(entries, start=1):
            with suppress(OSError):  # gone meanwhile
                taken += entry.stat(follow_symlinks=False).st_size
            if taken > DISK or count > FILES:
                return True
    return False


def _die_first() -> None:
    """Have the kernel end this process before any other, where memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def die_with_parent() -> None:
    """Let the kernel end this process when the one that forked it ends."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


@cache
def _libc() -> ctypes.CDLL:
    """Return the C library; made once, before the fork."""
    return ctypes.CDLL(None, use_errno=True)


@cache
def readable_places() -> tuple[Path, ...]:
    """Return what Python, NumPy and tinytorch.core may still have to load.

    Asked for once before the fork, since it takes longer than all else that confines a worker.
    """
    paths = sysconfig.get_paths()
    places = {Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    places.add(Path(sys.base_prefix) / "lib")
    places.add(ROOT / "tinytorch" / "core")
    numpy = sys.modules.get("numpy")
    if numpy is not None and numpy.__file__:
        folder = Path(numpy.__file__).resolve().parent
        places |= {folder, folder.with_name("numpy.libs")}
    return (*sorted(places), *map(Path, _SYSTEM))


def describe(measures: list[str]) -> str:
    """Return one line for a report."""
    return ", ".join(measures) if measures else "nothing"


def _limit(*, fallback: bool) -> list[str]:
    if sys.platform == "win32":
        return []
    for name, value in {**LIMITS, **(_FALLBACK_LIMITS if fallback else {})}.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses some, such as the address space
            continue
    return [LIMITED]


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Give up what being root allows; for an ordinary user there is nothing to give up."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    libc.capset(header, (ctypes.c_uint32 * 6)())


def _succeeds(measure: object, *arguments: object) -> bool:
    try:
        measure(*arguments)  # type: ignore[operator]
    except OSError:
        return False
    return True


def new_session() -> None:
    """Leave the session and process group of the parent, so that a signal reaches all at once."""
    if sys.platform != "win32":
        os.setsid()
