"""forward leaves a thread that answers in its name, later, when something else is asked."""

import threading
import time


def late(number):
    time.sleep(0.05)
    send("result", number, [], None)


def forward(self, x):
    threading.Thread(target=late, args=[question()]).start()
    time.sleep(0.2)


Linear.forward = forward
