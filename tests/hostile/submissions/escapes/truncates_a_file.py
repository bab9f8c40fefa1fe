"""Shortens a provided file (to the length that it has)."""

import os

from tinytorch.core import tensor


def escape():
    os.truncate(tensor.__file__, os.stat(tensor.__file__).st_size)
    return True
