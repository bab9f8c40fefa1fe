"""forward sends a dict whose keys are lists."""

Linear.forward = lambda self, x: write_frame(b"m\x00\x00\x00\x01" + b"l\x00\x00\x00\x00" + b"N")
