"""forward asks to set an attribute of a layer of the test's."""


def forward(self, x, training=True):
    for layer in self.layers:
        call_back(layer, "set", "forward", (), {})
    return x


Sequential.forward = forward
