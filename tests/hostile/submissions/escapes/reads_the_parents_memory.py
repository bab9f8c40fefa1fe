"""Opens the memory of its parent as a file."""

import os


def escape():
    with open(f"/proc/{os.getppid()}/mem", "rb+"):
        return True
