"""Looks up what else runs on the machine."""

import os


def escape():
    return any(name.isdecimal() for name in os.listdir("/proc"))
