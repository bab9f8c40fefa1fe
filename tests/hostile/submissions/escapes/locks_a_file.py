"""Locks a provided file against others."""

import fcntl

from tinytorch.core import tensor


def escape():
    with open(tensor.__file__) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        fcntl.lockf(file, fcntl.LOCK_SH)
    return True
