"""forward greets anew, as a worker does that is ready, and claims to be confined."""

Linear.forward = lambda self, x: send("ready", wire.VERSION, ["Landlock", "seccomp"])
