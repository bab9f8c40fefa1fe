"""Tries whether it could kill the group of its parent."""

import os


def escape():
    os.killpg(os.getpgid(os.getppid()), 0)
    return True
