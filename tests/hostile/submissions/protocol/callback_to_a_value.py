"""forward calls an attribute of a layer of the test's as if it were a method."""


def forward(self, x, training=True):
    for layer in self.layers:
        call_back(layer, "call", "scale", (), {})
    return x


Sequential.forward = forward
