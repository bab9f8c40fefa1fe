"""A small seccomp filter: the system calls that Python and NumPy need to compute, and no others.

Landlock guards files; this guards all the rest. It is a list of what is allowed, so that what the
next kernel brings is closed until somebody has reviewed it: no processes, threads, programs,
sockets, signals to others, leases, locks, limits, owners, modes and times of files. What is not on
the list is answered as on a kernel that has no such call, which libraries know how to live with.

The filter is a classic BPF program; see the kernel's
``Documentation/userspace-api/seccomp_filter.rst``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

#: Allowed whatever the arguments: name, number on x86_64, number on aarch64.
_ALLOWED: tuple[tuple[str, int | None, int | None], ...] = (
    # reading and writing what is open
    ("read", 0, 63), ("write", 1, 64), ("readv", 19, 65), ("writev", 20, 66),
    ("pread64", 17, 67), ("pwrite64", 18, 68), ("lseek", 8, 62), ("close", 3, 57),
    ("dup", 32, 23),
    # looking at files; what may be opened is for Landlock to say
    ("fstat", 5, 80), ("stat", 4, None), ("lstat", 6, None), ("newfstatat", 262, 79),
    ("statx", 332, 291), ("access", 21, None), ("faccessat", 269, 48), ("faccessat2", 439, 439),
    ("readlink", 89, None), ("readlinkat", 267, 78), ("getdents64", 217, 61), ("getcwd", 79, 17),
    # memory
    ("brk", 12, 214), ("mmap", 9, 222), ("munmap", 11, 215), ("mremap", 25, 216),
    ("mprotect", 10, 226), ("madvise", 28, 233),
    # time, chance, and what this process and machine are
    ("clock_gettime", 228, 113), ("clock_getres", 229, 114), ("clock_nanosleep", 230, 115),
    ("nanosleep", 35, 101), ("gettimeofday", 96, 169), ("time", 201, None),
    ("getrandom", 318, 278), ("getrusage", 98, 165), ("uname", 63, 160),
    ("setitimer", 38, 103),
    ("getcpu", 309, 168), ("sched_getaffinity", 204, 123), ("sched_yield", 24, 124),
    ("getpid", 39, 172), ("gettid", 186, 178), ("getuid", 102, 174),
    ("geteuid", 107, 175), ("getgid", 104, 176), ("getegid", 108, 177),
    # the signals of this process, locks within it, and its end
    ("rt_sigaction", 13, 134), ("rt_sigprocmask", 14, 135), ("rt_sigreturn", 15, 139),
    ("sigaltstack", 131, 132), ("restart_syscall", 219, 128), ("futex", 202, 98),
    ("exit", 60, 93), ("exit_group", 231, 94),
)  # fmt: skip

#: Allowed as well where Landlock says which files: the throw-away folder can be written to.
_WRITES: tuple[tuple[str, int | None, int | None], ...] = (
    ("unlink", 87, None), ("unlinkat", 263, 35), ("ftruncate", 77, 46),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Machine:
    """What differs between machines."""

    column: int  #: of the tables above
    architecture: int  #: AUDIT_ARCH_*
    open: int | None
    openat: int
    prlimit64: int
    fcntl: int
    ioctl: int
    signals: tuple[int, ...]  #: kill, tkill, tgkill; the first argument says to whom


_MACHINES = {
    "x86_64": _Machine(1, 0xC000003E, 2, 257, 302, 72, 16, (62, 200, 234)),
    "aarch64": _Machine(2, 0xC00000B7, None, 56, 261, 25, 29, (129, 130, 131)),
}

#: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC.
_FCNTLS = (0, 1, 2, 3, 1030)
#: TCGETS and TIOCGWINSZ (is it a terminal, how wide), FIOCLEX and FIONCLEX.
_IOCTLS = (0x5401, 0x5413, 0x5451, 0x5450)
#: Bits of O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND and O_TMPFILE, on both machines.
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 | 0o20000000
_X32 = 0x40000000  #: calls of another word size on x86_64 have this bit

_LOAD, _EQUAL, _GREATER, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_DENY, _ABSENT = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2

_Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def supported() -> bool:
    """Return whether the numbers of this machine's system calls are known here."""
    return platform.machine() in _MACHINES and struct.calcsize("P") == 8


def restrict(libc: ctypes.CDLL, *, writing: bool) -> None:
    """Install the filter in this process; it needs `no_new_privs`.

    Parameters
    ----------
    libc : ctypes.CDLL
        The C library, loaded with `use_errno`.
    writing : bool
        Whether files may be opened for writing, because Landlock says which.

    Raises
    ------
    OSError
        The kernel refused.
    """
    code = program(platform.machine(), os.getpid(), writing=writing)
    buffer = ctypes.create_string_buffer(code, len(code))
    filled = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filled), 0, 0):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def prepare() -> None:
    """Make what is the same for all before the fork."""
    for writing in (True, False):
        _common(platform.machine(), writing)


def program(machine: str, pid: int, *, writing: bool) -> bytes:
    """Return the filter of a process on a kind of machine, as the kernel reads it."""
    return _common(machine, writing) + _code(_own(_MACHINES[machine], pid))


@cache
def _common(name: str, writing: bool) -> bytes:
    """Return the part of the filter that is the same for all."""
    machine = _MACHINES[name]
    lines: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for entry in (*_ALLOWED, *(_WRITES if writing else ())):
        number = entry[machine.column]
        if isinstance(number, int):
            lines += _when(number, [(_RETURN, 0, 0, _ALLOW)])
    lines += _when(machine.fcntl, _one_of(1, _FCNTLS))
    lines += _when(machine.ioctl, _one_of(1, _IOCTLS))
    for number, flags in ((machine.open, 1), (machine.openat, 2)):
        if number is not None:
            reading = [_argument(flags), (_BITS, 1, 0, _WRITING), *_VERDICTS]
            lines += _when(number, [(_RETURN, 0, 0, _ALLOW)] if writing else reading)
    return _code(lines)


def _own(machine: _Machine, pid: int) -> list[_Instruction]:
    """Return the end of the filter: what a process may do to itself, and the answer to the rest."""
    lines: list[_Instruction] = []
    for number in machine.signals:
        lines += _when(number, _one_of(0, (pid,)))
    # Limits may be read, with no new ones given; 0 stands for this process.
    no_new = [_argument(2), (_EQUAL, 0, 6, 0), _argument(2, high=True), (_EQUAL, 0, 4, 0)]
    lines += _when(machine.prlimit64, [*no_new, *_one_of(0, (0, pid))])
    return [*lines, (_RETURN, 0, 0, _ABSENT)]


def _code(lines: Iterable[_Instruction]) -> bytes:
    return b"".join(struct.pack("HBBI", *line) for line in lines)


_VERDICTS = ((_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY))


def _when(number: int, body: list[_Instruction]) -> list[_Instruction]:
    """Return the body for one system call, jumped over for the others."""
    return [(_EQUAL, 0, len(body), number), *body]


def _one_of(index: int, values: tuple[int, ...]) -> list[_Instruction]:
    """Allow a call in which an argument, 32 bits wide, has one of these values."""
    last = len(values) - 1
    tests = [(_EQUAL, last - i, int(i == last), value) for i, value in enumerate(values)]
    return [_argument(index), *tests, *_VERDICTS]


def _argument(index: int, *, high: bool = False) -> _Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index + 4 * high)
