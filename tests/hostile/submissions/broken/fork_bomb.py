"""While it is loaded, the file starts as many processes as it can (bounded: 50, and once)."""

import os
import sys
import time

if not hasattr(sys, "forked"):
    sys.forked = True
    for _ in range(50):
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
