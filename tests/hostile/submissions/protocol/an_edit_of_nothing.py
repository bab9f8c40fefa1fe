"""forward says that it has changed a tensor that it was never given."""

Linear.forward = lambda self, x: send("result", question(), [(999, True, None)], None)
