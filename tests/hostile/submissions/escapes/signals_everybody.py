"""Tries whether it could kill every process there is."""

import os


def escape():
    os.kill(-1, 0)
    return True
