"""Has the kernel forget a library that the other graders read, and write out all that waits."""

import os

import numpy


def escape():
    os.sync()
    with open(numpy.__file__) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True
