"""forward refers to an object of the test's that it was never given."""

Linear.forward = lambda self, x: send("result", question(), [], wire.Ref("test", 999))
