"""forward calls back with megabytes, and does not read what comes back."""

import threading

import numpy as np


def forward(self, x, training=True):
    for layer in self.layers:
        given = wire.TensorValue("worker", 1000, np.zeros(10**6, np.float32))
        call_back(layer, "call", "forward", (given,), {})
        threading.Event().wait()
    return x


Sequential.forward = forward
