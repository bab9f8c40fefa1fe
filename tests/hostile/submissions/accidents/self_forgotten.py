"""forward has no parameter for the layer itself."""


def forward(x):
    return x


Linear.forward = forward
