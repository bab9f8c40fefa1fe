"""Keeps a page from ever being swapped out."""

import ctypes


def escape():
    page = ctypes.create_string_buffer(4096)
    return ctypes.CDLL(None).mlock(page, 4096) == 0
