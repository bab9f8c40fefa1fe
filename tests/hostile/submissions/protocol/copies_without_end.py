"""Has a layer of the test's copied again and again."""


def forward(self, x, training=True):
    for layer in self.layers:
        while True:
            call_back(layer, "copy", "deepcopy", (), {})
            worker._receive()
    return x


Sequential.forward = forward
