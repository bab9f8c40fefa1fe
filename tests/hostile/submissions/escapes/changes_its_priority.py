"""Changes how much of the processor it gets."""

import os


def escape():
    return os.nice(1) >= 0
