"""forward sends a dict of a hundred thousand integers that share a hash."""


def forward(self, x):
    keys = b"".join(wire.encode(i * (2**61 - 1)) + b"N" for i in range(40_000))
    write_frame(b"m" + (40_000).to_bytes(4, "big") + keys)


Linear.forward = forward
