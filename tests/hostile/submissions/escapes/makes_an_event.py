"""Makes a counter in the kernel, by which processes wake each other."""

import os


def escape():
    return os.eventfd(1) > 0
