"""forward calls back a layer that the test never handed over."""

Linear.forward = lambda self, x: send("callback", 1, [], "call", 999, "forward", (), {})
