"""forward raises an exception with ten million characters."""


def forward(self, x):
    raise ValueError("long " * 2_000_000)


Linear.forward = forward
