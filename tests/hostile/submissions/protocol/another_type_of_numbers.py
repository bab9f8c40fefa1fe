"""forward sends the right numbers as a Tensor of another type than float32."""

import numpy as np


def forward(self, x):
    numbers = (x.data @ self.weight.data + (0 if self.bias is None else self.bias.data)).astype("f8")
    send("result", question(), [], wire.TensorValue("worker", 10**6, np.asarray(numbers)))
    raise SystemExit


Linear.forward = forward
