"""forward sends a list of a million numbers."""

Linear.forward = lambda self, x: write_frame(b"l\x00\x0f\x42\x40" + b"N" * 10**6)
