"""Looks for the test among the frames that lead here."""

import sys


def escape():
    frame = sys._getframe()
    while frame is not None and not frame.f_code.co_name.startswith("test_"):
        frame = frame.f_back
    return frame
