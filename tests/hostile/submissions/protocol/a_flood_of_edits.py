"""forward calls layers of the test's back for ever, and each time edits its input at length."""


def forward(self, x, training=True):
    if not self.layers:
        return x
    data = [wire.Ref("worker", i % 9, f"Kind{i}") for i in range(99_000)]
    edited = [(worker._values._foreign[id(x)], False, data)]
    called = worker._values.number_of(self.layers[0]), "forward", (x.data,), {}
    message = framed(("callback", 1, edited, "call", *called))
    while True:
        write(message)
        worker._receive()


Sequential.forward = forward
