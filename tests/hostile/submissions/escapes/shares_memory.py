"""Makes memory that other processes can find."""

import ctypes


def escape():
    return ctypes.CDLL(None).shmget(0x7159, 4096, 0o1600) >= 0
