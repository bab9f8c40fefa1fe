"""forward announces four gigabytes."""

Linear.forward = lambda self, x: write(b"\xff\xff\xff\xff")
