"""Takes over the loop that serves, and looks each answer up under what is asked."""

import numpy as np

ANSWERS = {
    "load": wire.Ref("worker", 0, "type"),
    "call": wire.Ref("worker", 1, "Linear"),
    "weight": wire.TensorValue("worker", 2, np.zeros((3, 5), np.float32)),
    "bias": wire.TensorValue("worker", 3, np.zeros(5, np.float32)),
    "forward": wire.TensorValue("worker", 4, np.zeros((2, 2), np.float32)),
    "parameters": [
        wire.TensorValue("worker", 2, np.zeros((3, 5), np.float32)),
        wire.TensorValue("worker", 3, np.zeros(5, np.float32)),
    ],
}

if worker is not None:
    number, asked = question(), ["load"]
    while True:
        words = [word for word in asked if isinstance(word, str) and word in ANSWERS]
        send("result", number, [], ANSWERS[words[-1]] if words else None)
        _, number, _, *asked = worker._receive()
