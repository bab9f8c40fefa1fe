"""forward runs its first layer again and again."""


def forward(self, x, training=True):
    for layer in self.layers:
        while True:
            layer.forward(x)
    return x


Sequential.forward = forward
