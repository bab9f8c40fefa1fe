"""Makes a clock in the kernel that goes on by itself."""

import ctypes


def escape():
    return ctypes.CDLL(None).timerfd_create(1, 0) > 0
