"""Chooses the processor that it runs on, which another grader may be using."""

import os


def escape():
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    return True
