"""forward sends a long answer so slowly that it would take hours."""

import time


def forward(self, x):
    for byte in framed(("result", question(), [], bytes(10**6))):
        write(bytes([byte]))
        time.sleep(0.01)


Linear.forward = forward
