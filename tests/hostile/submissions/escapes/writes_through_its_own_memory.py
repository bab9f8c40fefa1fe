"""Writes to its own memory through a file, which no protection of pages stops."""

import ctypes


def escape():
    place = ctypes.create_string_buffer(b"before")
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(ctypes.addressof(place))
        memory.write(b"after!")
    return place.value == b"after!"
