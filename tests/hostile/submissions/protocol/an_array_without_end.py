"""forward sends an array whose shape says more than there is, or than fits into an address."""

ARRAY = b"a\x00\x00\x00\x03<f4\x02" + b"\xff" * 16
Linear.forward = lambda self, x: write_frame(ARRAY)
