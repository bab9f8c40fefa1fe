"""Takes its time between two tests, for which no limit of a test counts."""

import time

if worker is not None:
    worker._forget = lambda: time.sleep(3600)
