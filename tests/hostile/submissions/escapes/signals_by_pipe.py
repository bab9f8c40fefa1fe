"""Has the kernel send its parent a signal, of its choice, whenever a pipe has data."""

import fcntl
import os


def escape():
    reading, _ = os.pipe()
    fcntl.fcntl(reading, 8, os.getppid())  # F_SETOWN
    fcntl.fcntl(reading, 10, 9)  # F_SETSIG, SIGKILL; the pipe stays silent
    return fcntl.fcntl(reading, 9) == os.getppid()
