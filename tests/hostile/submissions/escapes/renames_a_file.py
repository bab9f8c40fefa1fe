"""Gives a provided file another name, and its own again."""

import os

from tinytorch.core import tensor


def escape():
    os.rename(tensor.__file__, tensor.__file__ + ".old")
    os.rename(tensor.__file__ + ".old", tensor.__file__)
    return True
