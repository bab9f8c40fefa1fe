"""Gives its parent another priority (the one that it has)."""

import os


def escape():
    parent = os.getppid()
    os.setpriority(os.PRIO_PROCESS, parent, os.getpriority(os.PRIO_PROCESS, parent))
    return True
