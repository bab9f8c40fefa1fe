"""Makes the pipe of its prints hold a megabyte, out of what all programs of the user share."""

import fcntl
import os


def escape():
    reading, writing = os.pipe()
    return fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 2**20) == 2**20
