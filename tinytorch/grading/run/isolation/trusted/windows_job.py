"""Windows: a job object, which takes along all that a process has started.

Windows closes it when the process that holds it ends, however that comes about, and then ends all
that is in it. See "Job Objects" and the structures of ``winnt.h`` in Microsoft's documentation.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from ctypes import wintypes

_KILL_ON_JOB_CLOSE = 0x2000
_EXTENDED_LIMIT_INFORMATION = 9


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
        ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    ]


class _ExtendedLimits(ctypes.Structure):
    _fields_ = [
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


if sys.platform == "win32":

    class Job:
        """What a process belongs to from now on, with all that it starts."""

        def __init__(self, process: subprocess.Popen[bytes]) -> None:
            self._system = ctypes.WinDLL("kernel32", use_last_error=True)
            self._system.CreateJobObjectW.restype = wintypes.HANDLE
            job = self._system.CreateJobObjectW(None, None)
            self._job: wintypes.HANDLE | None = wintypes.HANDLE(job)
            limits = _ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
            self._system.SetInformationJobObject(
                self._job,
                _EXTENDED_LIMIT_INFORMATION,
                ctypes.byref(limits),
                ctypes.sizeof(limits),
            )
            handle = wintypes.HANDLE(int(process._handle))  # type: ignore[attr-defined]
            self._system.AssignProcessToJobObject(self._job, handle)

        def close(self) -> None:
            """End all that is in it."""
            if self._job is not None:
                self._system.CloseHandle(self._job)
                self._job = None
