"""Tries whether it could kill its parent."""

import os


def escape():
    os.kill(os.getppid(), 0)
    return True
