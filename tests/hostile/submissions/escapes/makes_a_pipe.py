"""Makes a pipe, whose memory no limit counts."""

import os


def escape():
    return len(os.pipe()) == 2
