"""Lists the folder around its own, in which those of other workers lie."""

import os


def escape():
    return bool(os.listdir(".."))
