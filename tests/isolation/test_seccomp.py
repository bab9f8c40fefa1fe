"""The filter, run here on every number: what it lets through is written down, and no more."""

import ctypes
import os
import platform
import re
import struct
import sys
from pathlib import Path

import pytest

from tests.isolation.conftest import isolated
from tinytorch.grading.run.isolation import seccomp
from tinytorch.grading.run.isolation.trusted.launcher import Launcher

PID = 4711
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = pytest.mark.parametrize("machine", ARCHITECTURES)
ALLOW, KILL, DENY, ABSENT = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
LARGEST = 1024  #: numbers beyond are for no kernel yet

#: What a worker may ask for. To add a name is a decision: what could a submission do with it?
LET_THROUGH = {
    "x86_64": """
        access brk clock_getres clock_gettime clock_nanosleep close dup exit exit_group faccessat
        faccessat2 fcntl fstat ftruncate futex getcpu getcwd getdents64 getegid geteuid getgid
        getpid getrandom getrusage gettid gettimeofday getuid ioctl kill lseek lstat madvise mmap
        mprotect mremap munmap nanosleep newfstatat open openat pread64 prlimit64 pwrite64 read
        readlink readlinkat readv restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn
        sched_getaffinity sched_yield setitimer sigaltstack stat statx tgkill time tkill uname
        unlink unlinkat write writev
    """,
    "aarch64": """
        brk clock_getres clock_gettime clock_nanosleep close dup exit exit_group faccessat
        faccessat2 fcntl fstat ftruncate futex getcpu getcwd getdents64 getegid geteuid getgid
        getpid getrandom getrusage gettid gettimeofday getuid ioctl kill lseek madvise mmap
        mprotect mremap munmap nanosleep newfstatat openat pread64 prlimit64 pwrite64 read
        readlinkat readv restart_syscall rt_sigaction rt_sigprocmask rt_sigreturn
        sched_getaffinity sched_yield setitimer sigaltstack statx tgkill tkill uname unlinkat
        write writev
    """,
}

#: With which arguments, by position; all others are denied: name, values to try, those allowed.
ARGUMENTS: list[tuple[str, list[tuple[int, ...]], list[tuple[int, ...]]]] = [
    ("fcntl", [(3, n) for n in range(1100)], [(3, n) for n in (0, 1, 2, 3, 1030)]),
    (
        "ioctl",
        [(1, n) for n in range(0x5380, 0x5500)],
        [(1, n) for n in (0x5401, 0x5413, 0x5450, 0x5451)],
    ),
    ("kill", [(n, 9) for n in (0, 1, PID, PID + 1, -1, -PID)], [(PID, 9)]),
    ("tkill", [(n, 9) for n in (0, 1, PID, PID + 1, -1, -PID)], [(PID, 9)]),
    ("tgkill", [(n, n, 9) for n in (0, 1, PID, PID + 1, -1, -PID)], [(PID, PID, 9)]),
    (
        "prlimit64",
        [(who, 7, new) for who in (0, 1, PID, PID + 1) for new in (0, 1, 1 << 32)],
        [(0, 7, 0), (PID, 7, 0)],
    ),
]


@MACHINES
def test_the_calls_that_are_let_through_are_these(machine: str) -> None:
    program = seccomp.program(machine, PID, writing=True)
    answers = {number: run(program, machine, number, (PID,)) for number in range(LARGEST)}

    names = LET_THROUGH[machine].split()
    numbers = {number for name, number in table(machine).items() if name in names}
    assert {number for number, answer in answers.items() if answer != ABSENT} == numbers
    assert len(numbers) == len(names)


@MACHINES
@pytest.mark.parametrize(("name", "tried", "allowed"), ARGUMENTS, ids=[row[0] for row in ARGUMENTS])
def test_arguments_are_let_through_where_they_matter(
    machine: str, name: str, tried: list[tuple[int, ...]], allowed: list[tuple[int, ...]]
) -> None:
    program, number = seccomp.program(machine, PID, writing=True), table(machine)[name]

    answers = {each: run(program, machine, number, each) for each in tried}
    assert {each for each, answer in answers.items() if answer == ALLOW} == set(allowed)
    assert set(answers.values()) == {ALLOW, DENY}


@MACHINES
def test_without_landlock_no_file_can_be_written(machine: str) -> None:
    program, numbers = seccomp.program(machine, PID, writing=False), table(machine)
    reading = [0, os.O_CLOEXEC, os.O_DIRECTORY | os.O_CLOEXEC, os.O_NOFOLLOW]
    names = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE")

    for flags in reading:
        assert run(program, machine, numbers["openat"], (3, 0, flags)) == ALLOW
    for name in names:
        assert run(program, machine, numbers["openat"], (3, 0, getattr(os, name))) == DENY
        if "open" in numbers:
            assert run(program, machine, numbers["open"], (0, getattr(os, name))) == DENY
    for name in {"unlink", "unlinkat", "ftruncate"} & set(numbers):
        assert run(program, machine, numbers[name], ()) == ABSENT


@MACHINES
def test_other_word_sizes_end_the_process(machine: str) -> None:
    program = seccomp.program(machine, PID, writing=True)
    others = {0x40000003, 0x40000028, *ARCHITECTURES.values()} - {ARCHITECTURES[machine]}

    assert {run(program, machine, 0, (), other) for other in others} == {KILL}
    assert {run(program, machine, 0x40000000 | n, ()) for n in range(LARGEST)} == {KILL}


@MACHINES
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    place = {
        "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    }[machine]
    if not place.exists():
        pytest.skip("the kernel's headers are not installed")
    lines = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", place.read_text("utf-8"))
    known = {name: int(number) for name, number in lines}
    # The generic header names calls of both word sizes once, as on 32 bits.
    known |= {"newfstatat": known.get("newfstatat", known.get("fstatat", -1))}

    for name in LET_THROUGH[machine].split():
        assert table(machine)[name] == known[name], name


def test_what_it_allows_is_compared_with_the_whole_table() -> None:
    for machine, text in LET_THROUGH.items():
        names = text.split()
        assert names == sorted(set(names))
        assert set(names) == set(table(machine))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has seccomp")
def test_the_kernel_does_as_this_interpreter(launcher: Launcher) -> None:
    """A worker asks for every number that nothing could come of, and is told that none exists."""
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        pytest.skip("there is no table for this machine")
    # The two by which a kernel returns from its own probes; it filters neither, and ends a
    # process that was not probed.
    probes = {335, 336} if machine == "x86_64" else set()
    absent = sorted(set(range(LARGEST)) - set(table(machine).values()) - probes)
    source = f"""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    class Linear:
        refused = []
        for number in {absent}:
            ctypes.set_errno(0)
            refused.append((libc.syscall(number, -1, -1, -1, -1, -1, -1), ctypes.get_errno()))
    """

    with isolated(launcher, linear=source) as nn:
        assert set(nn.Linear.refused) == {(-1, 38)}


def table(machine: str) -> dict[str, int]:
    """Return the numbers of all calls that the module names, by name."""
    known = seccomp._MACHINES[machine]
    rows = (*seccomp._ALLOWED, *seccomp._WRITES)
    numbers = {str(row[0]): row[known.column] for row in rows}
    kill, tkill, tgkill = known.signals
    special = {"open": known.open, "openat": known.openat, "prlimit64": known.prlimit64,
               "fcntl": known.fcntl, "ioctl": known.ioctl,
               "kill": kill, "tkill": tkill, "tgkill": tgkill}  # fmt: skip
    return {name: n for name, n in {**numbers, **special}.items() if isinstance(n, int)}


def run(
    program: bytes,
    machine: str,
    number: int,
    arguments: tuple[int, ...],
    architecture: int | None = None,
) -> int:
    """Return what a filter answers to a call, as the kernel would run it."""
    words = [value & (1 << 64) - 1 for value in (*arguments, *[0] * 6)][:6]
    data = struct.pack("<iIQ6Q", _signed(number), architecture or ARCHITECTURES[machine], 0, *words)
    lines = list(struct.iter_unpack("<HBBI", program))
    place = accumulator = 0
    while True:
        code, yes, no, value = lines[place]
        place += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
            continue
        holds = {0x15: accumulator == value, 0x35: accumulator >= value,
                 0x45: bool(accumulator & value)}[code]  # fmt: skip
        place += yes if holds else no


def _signed(number: int) -> int:
    return ctypes.c_int32(number).value
