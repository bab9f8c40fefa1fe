"""forward calls back its own input, as if that were a layer."""

Linear.forward = lambda self, x: send("callback", 1, [], "get", 0, "data", (), {})
