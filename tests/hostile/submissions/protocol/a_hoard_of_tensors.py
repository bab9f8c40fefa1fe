"""forward returns twelve thousand tensors, which the test would have to remember."""


def forward(self, x):
    tensors = [wire.TensorValue("worker", 1000 + i, None) for i in range(12_000)]
    send("result", question(), [], tensors)


Linear.forward = forward
