"""Asks for one and a half gigabytes at once."""

import mmap


def escape():
    return len(mmap.mmap(-1, 3 * 2**29)) > 2**30
