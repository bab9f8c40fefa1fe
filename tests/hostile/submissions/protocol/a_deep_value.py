"""forward sends a list in a list in a list, a million deep."""

Linear.forward = lambda self, x: write_frame(b"l\x00\x00\x00\x01" * 10**6)
