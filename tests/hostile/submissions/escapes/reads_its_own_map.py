"""Looks up where everything lies in its memory."""


def escape():
    with open("/proc/self/maps") as file:
        return bool(file.readline())
