"""Asks how busy the machine is, to choose a moment."""

import os


def escape():
    return len(os.getloadavg()) == 3
