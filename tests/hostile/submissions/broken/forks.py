"""forward leaves processes behind, three at each call."""

import os
import time


def forward(self, x):
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
    return x


Linear.forward = forward
