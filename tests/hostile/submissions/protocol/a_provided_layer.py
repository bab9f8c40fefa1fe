"""forward returns a provided activation, which only tests may name."""

Linear.forward = lambda self, x: send("result", question(), [], wire.Provided("os.system"))
