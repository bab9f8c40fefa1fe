"""forward sends a message of a kind that does not exist."""

Linear.forward = lambda self, x: send("verdict", "passed", 35)
