"""forward returns an array under the identity of one of the test's."""

Linear.forward = lambda self, x: send("result", question(), [], wire.ArrayValue(0, None))
