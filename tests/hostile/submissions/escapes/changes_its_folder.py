"""Goes to the root of all files, to begin from there."""

import os


def escape():
    os.chdir("/")
    return os.getcwd() == "/"
