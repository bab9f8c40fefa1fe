"""Asks for a new process by the number of the newest call for it."""

import ctypes
import os

CLONE3, SIGCHLD = 435, 17


def escape():
    described = (ctypes.c_uint64 * 8)(0, 0, 0, 0, SIGCHLD)
    pid = ctypes.CDLL(None).syscall(CLONE3, described, ctypes.sizeof(described))
    if pid == 0:
        os._exit(0)
    return pid > 0
