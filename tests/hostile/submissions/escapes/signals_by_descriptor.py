"""Gets hold of its parent by a descriptor that signals can be sent to."""

import os


def escape():
    return os.pidfd_open(os.getppid()) >= 0
