"""Queues a signal for its parent (signal 0, which is not delivered)."""

import ctypes
import os


def escape():
    details = (ctypes.c_int * 32)(0, 0, -1)
    libc = ctypes.CDLL(None, use_errno=True)
    number = 129 if os.uname().machine == "x86_64" else 138  # rt_sigqueueinfo
    return libc.syscall(number, os.getppid(), 0, details) == 0
