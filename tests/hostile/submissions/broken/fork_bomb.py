"""While it is loaded, the file starts as many processes as it can (bounded: 200)."""

import os
import time

for _ in range(200):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
