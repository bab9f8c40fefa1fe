"""forward leaves a daemon behind: a process that has left its session and its parent."""

import os
import time


def forward(self, x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)
    os.wait()
    return x


Linear.forward = forward
