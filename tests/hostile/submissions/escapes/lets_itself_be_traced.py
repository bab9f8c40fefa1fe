"""Lets other processes of the user look into its memory."""

import ctypes


def escape():
    return ctypes.CDLL(None).prctl(4, 1, 0, 0, 0) == 0  # PR_SET_DUMPABLE
