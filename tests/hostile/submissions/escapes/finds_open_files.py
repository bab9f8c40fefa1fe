"""Looks for descriptors that it was not given."""

import os
from contextlib import suppress


def escape():
    for descriptor in range(5, 1024):
        with suppress(OSError):
            os.fstat(descriptor)
            return True
    return False
