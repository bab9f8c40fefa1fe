"""The process never ends: a function that runs on the way out waits for ever."""

import atexit
import threading

atexit.register(threading.Event().wait)
