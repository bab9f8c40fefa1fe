"""forward returns complex numbers, whose real parts are right."""

import numpy as np


def forward(self, x):
    y = x.data @ self.weight.data + (0 if self.bias is None else self.bias.data)
    send("result", question(), [], wire.TensorValue("worker", 1000, y.astype(np.complex64)))


Linear.forward = forward
