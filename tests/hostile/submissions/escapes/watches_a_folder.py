"""Has the kernel tell what others do with the provided files."""

import ctypes

from tinytorch.core import tensor

IN_ALL_EVENTS = 0xFFF


def escape():
    libc = ctypes.CDLL(None)
    return libc.inotify_add_watch(libc.inotify_init(), tensor.__file__.encode(), IN_ALL_EVENTS) > 0
