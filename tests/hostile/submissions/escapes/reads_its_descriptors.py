"""Lists its own open files."""

import os


def escape():
    return os.listdir("/proc/self/fd")
