"""forward reports an exception, and does not say which."""

Linear.forward = lambda self, x: send("error", question(), [])
