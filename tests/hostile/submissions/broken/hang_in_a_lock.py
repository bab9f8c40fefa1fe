"""forward waits for a lock that it holds itself."""

import threading

LOCK = threading.Lock()


def forward(self, x):
    LOCK.acquire()
    LOCK.acquire()


Linear.forward = forward
