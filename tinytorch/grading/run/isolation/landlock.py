"""Landlock: a Linux process gives up, for good, most access to files, network and signals.

Reached by system call, since neither Python nor the C library wraps it. Numbers and structures are
those of ``linux/landlock.h``; see the kernel's ``Documentation/userspace-api/landlock.rst``.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE, _MAKE_REG = (1 << n for n in (1, 2, 3, 5, 8))
_TRUNCATE = 1 << 14

#: Bits of access to files that each ABI knows, and so can take away.
_FILE_ACCESS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP = 0b11  #: bind and connect, since ABI 4
_SCOPES = 0b11  #: abstract unix sockets and signals, since ABI 6


class _Ruleset(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scopes")]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # Python 3.14 asks for the layout of packed structures by name
    _fields_ = [("access", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def abi(libc: ctypes.CDLL) -> int:
    """Return the version that the kernel offers; 0 where there is no Landlock."""
    return max(0, int(libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def restrict(libc: ctypes.CDLL, readable: Iterable[Path], writable: Path) -> None:
    """Leave this process nothing but reading in some places and plain files in one folder.

    Parameters
    ----------
    libc : ctypes.CDLL
        The C library, loaded with `use_errno`.
    readable : iterable of Path
        Files and folders; those that do not exist are passed over.
    writable : Path
        The folder in which files may be made, written and removed.

    Raises
    ------
    OSError
        The kernel refused.
    """
    version = abi(libc)
    handled = _FILE_ACCESS[max(known for known in _FILE_ACCESS if known <= version)]
    ruleset = _Ruleset(handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _checked(libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), size, 0))
    try:
        for place in readable:
            _allow(libc, rules, place, _READ_FILE | _READ_DIR)
        writing = _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_FILE | _MAKE_REG | _TRUNCATE
        _allow(libc, rules, writable, writing & handled)
        _allow(libc, rules, Path(os.devnull), _READ_FILE | _WRITE_FILE)
        _checked(libc.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, place: Path, access: int) -> None:
    try:
        parent = os.open(place, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            access &= ~_READ_DIR  # the kernel refuses a right that a file cannot have
        rule = _PathBeneath(access, parent)
        _checked(libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0))
    finally:
        os.close(parent)


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
