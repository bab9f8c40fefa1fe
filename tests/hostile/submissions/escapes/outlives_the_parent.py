"""Asks the kernel not to end it together with its parent."""

import ctypes


def escape():
    return ctypes.CDLL(None).prctl(1, 0) == 0  # PR_SET_PDEATHSIG
