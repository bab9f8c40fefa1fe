"""Starts a thread, the first of thousands."""

import threading


def escape():
    threading.Thread(target=int).start()
    return True
