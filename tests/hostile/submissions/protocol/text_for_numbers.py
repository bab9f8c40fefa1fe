"""forward sends a Tensor whose data is a text."""


def forward(self, x):
    send("result", question(), [], wire.TensorValue("worker", 10**6, "[[11, 22], [13, 24]]"))
    raise SystemExit


Linear.forward = forward
