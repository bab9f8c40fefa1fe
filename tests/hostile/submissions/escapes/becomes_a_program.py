"""Tries whether it could turn into another program (one that does not exist)."""

import errno
import os


def escape():
    try:
        os.execv("/nonexistent", ["nonexistent"])
    except OSError as error:
        return error.errno == errno.ENOENT
