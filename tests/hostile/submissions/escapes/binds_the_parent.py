"""Chooses the processors on which its parent runs (all that it has)."""

import os


def escape():
    os.sched_setaffinity(os.getppid(), os.sched_getaffinity(os.getppid()))
    return True
