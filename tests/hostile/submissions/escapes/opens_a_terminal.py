"""Makes a terminal of its own."""

import os


def escape():
    return len(os.openpty()) == 2
