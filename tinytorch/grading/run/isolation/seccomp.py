"""A small seccomp filter: no new processes, programs, sockets or changes to others' things.

Landlock guards files; this guards what it does not: fork and exec, every kind of socket, signals
to others, tracing, raised limits, owners and modes of files. Threads stay allowed. The filter is a
classic BPF program; see the kernel's ``Documentation/userspace-api/seccomp_filter.rst``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass
from functools import cache

#: Denied: name, number on x86_64, number on aarch64 (None where it has no such call).
_DENIED: tuple[tuple[str, int | None, int | None], ...] = (
    # new processes and programs
    ("fork", 57, None), ("vfork", 58, None), ("execve", 59, 221), ("execveat", 322, 281),
    # sockets and message queues
    ("socket", 41, 198), ("socketpair", 53, 199), ("bind", 49, 200), ("listen", 50, 201),
    ("accept", 43, 202), ("connect", 42, 203), ("sendto", 44, 206), ("accept4", 288, 242),
    ("shmget", 29, 194), ("msgget", 68, 186), ("semget", 64, 190), ("mq_open", 240, 180),
    # other processes
    ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271),
    ("process_madvise", 440, 440), ("pidfd_open", 434, 434), ("pidfd_getfd", 438, 438),
    ("pidfd_send_signal", 424, 424), ("rt_sigqueueinfo", 129, 138),
    ("rt_tgsigqueueinfo", 297, 240), ("setrlimit", 160, 164), ("setpriority", 141, 140),
    ("sched_setscheduler", 144, 119), ("sched_setparam", 142, 118), ("sched_setattr", 314, 274),
    ("sched_setaffinity", 203, 122), ("ioprio_set", 251, 30),
    # owners, modes and times of files, and on older kernels lengths, which Landlock leaves alone
    ("truncate", 76, 45),
    ("chmod", 90, None), ("fchmod", 91, 52), ("fchmodat", 268, 53), ("fchmodat2", 452, 452),
    ("chown", 92, None), ("lchown", 94, None), ("fchown", 93, 55), ("fchownat", 260, 54),
    ("utime", 132, None), ("utimes", 235, None), ("futimesat", 261, None), ("utimensat", 280, 88),
    ("setxattr", 188, 5), ("lsetxattr", 189, 6), ("fsetxattr", 190, 7), ("removexattr", 197, 14),
    ("lremovexattr", 198, 15), ("fremovexattr", 199, 16), ("mknod", 133, None),
    ("mknodat", 259, 33), ("open_by_handle_at", 304, 265),
    # the system
    ("mount", 165, 40), ("umount2", 166, 39), ("pivot_root", 155, 41), ("chroot", 161, 51),
    ("unshare", 272, 97), ("setns", 308, 268), ("add_key", 248, 217), ("request_key", 249, 218),
    ("keyctl", 250, 219), ("bpf", 321, 280), ("perf_event_open", 298, 241),
    ("userfaultfd", 323, 282), ("io_uring_setup", 425, 425), ("fanotify_init", 300, 262),
    ("kexec_load", 246, 104), ("kexec_file_load", 320, 294), ("init_module", 175, 105),
    ("finit_module", 313, 273), ("delete_module", 176, 106), ("reboot", 169, 142),
    ("swapon", 167, 224), ("swapoff", 168, 225), ("settimeofday", 164, 170),
    ("clock_settime", 227, 112), ("adjtimex", 159, 171), ("clock_adjtime", 305, 266),
    ("sethostname", 170, 161), ("setdomainname", 171, 162), ("iopl", 172, None),
    ("ioperm", 173, None), ("personality", 135, 92), ("acct", 163, 89), ("quotactl", 179, 60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Machine:
    """What differs between machines."""

    column: int  #: of the table above
    architecture: int  #: AUDIT_ARCH_*
    clone: int
    prlimit64: int
    fcntl: int
    prctl: int
    signals: tuple[int, ...]  #: kill, tkill, tgkill


_MACHINES = {
    "x86_64": _Machine(1, 0xC000003E, 56, 302, 72, 157, (62, 200, 234)),
    "aarch64": _Machine(2, 0xC00000B7, 220, 261, 25, 167, (129, 130, 131)),
}
_CLONE3 = 435
_SIGNALLED_BY_IO = (8, 10, 15)  #: F_SETOWN, F_SETSIG, F_SETOWN_EX: have a process sent any signal
_PDEATHSIG = (1,)  #: PR_SET_PDEATHSIG: outlive the prepared parent
_CLONE_THREAD = 0x10000
_X32 = 0x40000000  #: calls of another ABI on x86_64 have this bit

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


def restrict(libc: ctypes.CDLL) -> None:
    """Install the filter in this process; it needs `no_new_privs`.

    Raises
    ------
    OSError
        The kernel refused.
    """
    code = compiled() + _code(_signals(os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


@cache
def compiled() -> bytes:
    """Return the part of the filter that is the same for all; made once, before the fork."""
    machine = _MACHINES[platform.machine()]
    lines: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_GREATER, 0, 1, _X32),
        (_RETURN, 0, 0, _DENY),
    ]
    for entry in _DENIED:
        number = entry[machine.column]
        if isinstance(number, int):
            lines += _when(number, [(_RETURN, 0, 0, _DENY)])
    # The C library asks for clone where there is no clone3, whose flags a filter cannot read.
    lines += _when(_CLONE3, [(_RETURN, 0, 0, _ABSENT)])
    lines += _when(machine.clone, [_argument(0), (_BITS, 0, 1, _CLONE_THREAD), *_VERDICTS])
    # prlimit64 may read limits (no new ones given), not set them.
    reading = [_argument(2), (_EQUAL, 0, 3, 0), _argument(2, high=True), (_EQUAL, 0, 1, 0)]
    lines += _when(machine.prlimit64, [*reading, *_VERDICTS])
    lines += _when(machine.fcntl, _all_but(1, _SIGNALLED_BY_IO))
    lines += _when(machine.prctl, _all_but(0, _PDEATHSIG))
    return _code(lines)


def _signals(pid: int) -> list[_Instruction]:
    """Return the end of the filter: signals may go to this process alone."""
    lines: list[_Instruction] = []
    for number in _MACHINES[platform.machine()].signals:
        lines += _when(number, [_argument(0), (_EQUAL, 0, 1, pid), *_VERDICTS])
    return [*lines, (_RETURN, 0, 0, _ALLOW)]


def _code(lines: list[_Instruction]) -> bytes:
    return b"".join(struct.pack("HBBI", *line) for line in lines)


_VERDICTS = ((_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY))


def _when(number: int, body: list[_Instruction]) -> list[_Instruction]:
    """Return the body for one system call, jumped over for the others."""
    return [(_EQUAL, 0, len(body), number), *body]


def _all_but(index: int, values: tuple[int, ...]) -> list[_Instruction]:
    """Deny a call in which an argument has one of these values."""
    tests = [(_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
    return [_argument(index), *tests, *_VERDICTS]


def _argument(index: int, *, high: bool = False) -> _Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index + 4 * high)
