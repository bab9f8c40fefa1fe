"""Asks layers of the test's for all their attributes, and for those of their class."""


def forward(self, x, training=True):
    for layer in self.layers:
        number = worker._values.number_of(layer)
        for name in ("__dict__", "__class__", "__globals__", "_remote", "forward"):
            send("callback", 1, [], "get", number, name, (), {})
            worker._receive()
    return x


Sequential.forward = forward
