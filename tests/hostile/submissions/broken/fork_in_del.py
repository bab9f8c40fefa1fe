"""A Linear that is no longer needed leaves a process behind."""

import os
import time


def __del__(self):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)


Linear.__del__ = __del__
