"""Reads the working folder of its parent."""

import os


def escape():
    return os.readlink(f"/proc/{os.getppid()}/cwd")
