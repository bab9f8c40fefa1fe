"""Reads from the memory of its parent (an address that is wrong is proof enough)."""

import ctypes
import errno
import os


def escape():
    libc = ctypes.CDLL(None, use_errno=True)
    place = (ctypes.c_size_t * 2)(4096, 8)
    read = libc.process_vm_readv(os.getppid(), place, 1, place, 1, 0)
    return read >= 0 or ctypes.get_errno() == errno.EFAULT
