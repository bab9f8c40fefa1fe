"""forward calls layers of the test's back with 20 MB each time, which the test would keep."""

import numpy as np


def forward(self, x, training=True):
    for layer in self.layers:
        for i in range(100):
            given = wire.TensorValue("worker", 1000 + i, np.zeros(5 * 10**6, np.float32))
            call_back(layer, "call", "forward", (given,), {})
            worker._receive()
    return x


Sequential.forward = forward
